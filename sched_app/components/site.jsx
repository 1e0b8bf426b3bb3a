// A workspace's site: HTML that the server drew stays as it came; forms and free times come alive inside it.
import { useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";

const EMPTY = { __html: "" };
const came = typeof document === "undefined" ? null : { path: location.pathname, title: document.title };
let asked = null;

function partsOf(page) {
  return Object.fromEntries([...page.querySelectorAll("[data-part]")].map((one) => [one.dataset.part, one.innerHTML]));
}

/** Gives the parts of the page at this address: those that came with it, or those of a fresh copy. */
function pageHere() {
  const path = location.pathname;
  // A page whose path has a name in it was built without a body, and React clears what else stood there.
  const live = came.path === path && partsOf(document);
  if (live?.main) return Promise.resolve({ title: came.title, parts: live });
  if (asked?.path !== path) {
    const page = fetch(path).then((answer) => answer.text()).then((text) => {
      const drawn = new DOMParser().parseFromString(text, "text/html");
      return { title: drawn.title, parts: partsOf(drawn) };
    });
    asked = { path, page };
    page.catch(() => { asked = null; });
  }
  return asked.page;
}

/** The place of one part. React leaves what is inside alone; what `islands` names is drawn into it. */
export function SitePart({ name, className, soon, url, words, icons, gone, children }) {
  const box = useRef(null);
  const [html, setHtml] = useState(EMPTY);
  const [places, setPlaces] = useState([]);
  const [isDrawn, setDrawn] = useState(false);
  const [isGone, setGone] = useState(false);
  useEffect(() => {
    let isLeft = false;
    const settle = () => {
      if (isLeft) return;
      setDrawn(true);
      if (name === "main") setPlaces([...box.current.querySelectorAll("[data-island]")]);
    };
    pageHere().then(({ title, parts }) => {
      if (isLeft) return;
      if (parts.main || gone) document.title = title;
      if (!parts.main && gone) setGone(true);
      if (box.current.childNodes.length) settle();
      else if (parts[name]) { setHtml({ __html: parts[name] }); setTimeout(settle); }
    }, () => location.reload());
    return () => { isLeft = true; };
  }, []);
  return (
    <>
      <div className={className} data-part={name} ref={box} suppressHydrationWarning dangerouslySetInnerHTML={html} />
      {isDrawn ? null : isGone ? gone : <div className="wait">{children}</div>}
      {places.map((at, n) => <Island key={n} at={at} soon={soon} url={url} words={words} icons={icons} />)}
    </>
  );
}

function Island({ at, soon, url, words, icons }) {
  const { island, workspace } = at.dataset;
  const isReady = island !== "soon" || soon?.length > 0;
  const [isBare, setBare] = useState(false);
  useEffect(() => { if (isReady && !isBare) { at.replaceChildren(); setBare(true); } }, [isReady]);
  if (!isBare) return null;
  return createPortal(island === "soon"
    ? <Soon soon={soon} icons={icons} />
    : <Ask kind={island} workspace={workspace} url={`${url}/${encodeURIComponent(workspace)}`} words={words} icons={icons} />, at);
}

function Soon({ soon, icons }) {
  return soon.map((one) => (
    <li key={one.path}><a className="next" href={one.path}>
      <span><span className="sm mut">{one.name}</span><strong>{one.when}</strong></span>
      <svg className="i" viewBox="0 0 24 24" aria-hidden="true"><path d={icons["arrow-right"]} /></svg>
    </a></li>
  ));
}

const placeOf = (workspace, kind) => `openhours:ask:${workspace}:${kind}`;
function kept(place) { try { return JSON.parse(localStorage.getItem(place)) || {}; } catch { return {}; } }
function keep(place, value) {
  try { if (value) localStorage.setItem(place, JSON.stringify(value)); else localStorage.removeItem(place); } catch { /* Full: it lives in the page. */ }
}
const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));
const randomKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

async function freshForm(url) {
  const answer = await fetch(`${url}/inquiry-form`);
  if (!answer.ok) throw new Error("no form");
  const given = await answer.json();
  return { token: given.token, ready: Date.now() + (given.wait_seconds + 1) * 1000 };
}

/** Sends once; the same key again is the same message. */
async function post(url, form, kind, { key, trap, ...typed }) {
  const wait = form.ready - Date.now();
  if (wait > 0) await pause(wait / 1000);
  const answer = await fetch(`${url}/inquiries`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": key },
    body: JSON.stringify({ kind, ...typed, token: form.token, website: trap || "" }),
  });
  return { status: answer.status, said: answer.ok ? null : await answer.json() };
}

function Ask({ kind, workspace, url, words, icons }) {
  const place = placeOf(workspace, kind);
  const [typed, setTyped] = useState(() => kept(place).typed || {});
  const [phase, setPhase] = useState(() => (kept(place).waiting ? "waits" : "typing"));
  const [faults, setFaults] = useState({});
  const [problem, setProblem] = useState("");
  const form = useRef(null), box = useRef(null), trap = useRef(null), done = useRef(null), isSending = useRef(false);
  const isContact = kind === "contact";

  const set = (name) => (event) => {
    const next = { ...typed, [name]: event.target.value };
    setTyped(next);
    keep(place, { typed: next });
    if (faults[name]) setFaults({ ...faults, [name]: "" });
  };
  const focusFault = () => setTimeout(() => box.current?.querySelector("[aria-invalid=true]")?.focus());

  const send = async (message) => {
    if (isSending.current) return;
    isSending.current = true;
    try {
      if (!form.current || Date.now() - form.current.ready > 36e5) form.current = await freshForm(url);
      const { status, said } = await post(url, form.current, kind, message);
      if (status === 201) { keep(place, null); setTyped({}); setPhase("sent"); setTimeout(() => done.current?.focus()); return; }
      form.current = null;
      if (status === 429 || status >= 500) throw new Error("later");
      keep(place, { typed });
      setPhase("typing");
      const found = Object.fromEntries((said.errors || []).map((one) => [one.field, one.detail]));
      setFaults(found);
      setProblem(Object.keys(found).length ? "" : said.detail);
      focusFault();
    } catch (fault) {
      const { trap: _, ...waiting } = message;
      keep(place, { typed: waiting, waiting });
      setPhase(fault.message === "later" ? "busy" : "waits");
    } finally { isSending.current = false; }
  };

  useEffect(() => {
    // What an earlier visit could not send goes out now, when the browser is back, and every half minute.
    if (phase !== "waits" && phase !== "busy") return undefined;
    const again = () => { const own = kept(place).waiting; if (own && navigator.onLine) send(own); };
    if (phase === "waits") again();
    const id = setInterval(again, 30000);
    addEventListener("online", again);
    return () => { clearInterval(id); removeEventListener("online", again); };
  }, [phase]);

  const onSubmit = (event) => {
    event.preventDefault();
    const missing = {};
    for (const name of isContact ? ["name", "email", "message"] : ["email"])
      if (!String(typed[name] || "").trim()) missing[name] = words.required;
    if (!missing.email && !/^[^@\s]+@[^@\s]+\.[^@\s.]{2,}$/.test(typed.email.trim())) missing.email = words.email_wrong;
    setFaults(missing);
    setProblem("");
    if (Object.keys(missing).length) { focusFault(); return; }
    setPhase("sending");
    const { name = "", email = "", message = "" } = typed;
    send({ name, email, message, key: randomKey(), trap: trap.current?.value });
  };
  const onFocus = () => { if (!form.current) freshForm(url).then((given) => { form.current = given; }, () => {}); };
  const forget = () => { keep(place, { typed }); setPhase("typing"); };

  if (phase === "sent") {
    return <div className="note ok" role="status"><Icon d={icons.check} /><div className="stack g8">
      <p ref={done} tabIndex={-1}>{words[`sent_${kind}`]}</p>
      <button type="button" className="link start" onClick={() => setPhase("typing")}>{words.another}</button>
    </div></div>;
  }
  if (phase === "waits" || phase === "busy") {
    return <div className="note info" role="status"><Icon d={icons.clock} /><div className="stack g8">
      <p>{phase === "waits" ? words.waits : words.waits_busy}</p>
      <button type="button" className="link start" onClick={forget}>{words.forget}</button>
    </div></div>;
  }
  const shared = { kind, faults, typed, set, icons, words };
  const isBusy = phase === "sending";
  return (
    <form className="stack g20" noValidate onSubmit={onSubmit} onFocus={onFocus} ref={box} aria-busy={isBusy || undefined}>
      {problem ? <p className="note bad" role="alert">{problem}</p> : null}
      <div className="fg">
        <Line {...shared} name="name" auto="name" max={120} optional={!isContact} />
        <Line {...shared} name="email" auto="email" type="email" max={254} />
      </div>
      <Line {...shared} name="message" label={isContact ? words.message : words.message_interest} rows={isContact ? 5 : 2} max={4000} optional={!isContact} />
      <div className="trap" aria-hidden="true"><label>{words.trap}<input ref={trap} name="website" tabIndex={-1} autoComplete="off" /></label></div>
      <div className="row wrap between">
        <span className="sm mut">{words.kept}</span>
        <button type="submit" className="btn pri" aria-disabled={isBusy || undefined}>
          {isBusy ? <><span className="spin" />{words.sending}</> : words[`send_${kind}`]}
        </button>
      </div>
    </form>
  );
}

function Icon({ d }) {
  return <svg className="i" viewBox="0 0 24 24" aria-hidden="true"><path d={d} /></svg>;
}

function Line({ kind, name, label, auto, type, rows, max, optional, faults, typed, set, icons, words }) {
  const id = `ask-${kind}-${name}`, wrong = faults[name];
  const shared = {
    id, name, className: "input", maxLength: max, value: typed[name] || "", onChange: set(name), autoComplete: auto || "off",
    "aria-required": optional ? undefined : true, "aria-invalid": wrong ? true : undefined, "aria-describedby": wrong ? `${id}-note` : undefined,
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label || words[name]}{optional ? <> <span className="opt">{words.optional}</span></> : null}</label>
      {rows ? <textarea {...shared} rows={rows} /> : <input {...shared} type={type || "text"} inputMode={type} />}
      {wrong ? <p className="err" id={`${id}-note`}><svg className="i s" viewBox="0 0 24 24" aria-hidden="true"><path d={icons["circle-alert"]} /></svg><span>{wrong}</span></p> : null}
    </div>
  );
}
