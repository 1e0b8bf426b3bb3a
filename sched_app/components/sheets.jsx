// Forms of the dashboard: what is typed stays in the tab until it is saved, faults stand at their fields.
import { createContext, createElement, useCallback, useContext, useEffect, useId, useMemo, useRef, useState } from "react";
import { ZonePicker } from "../slots/slots.jsx";

const STILL_MS = 200;
const Sheet = createContext(null);
export const useSheet = () => useContext(Sheet);
export const fill = (pattern, values) => String(pattern || "").replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const same = (one, other) => JSON.stringify(one ?? "") === JSON.stringify(other ?? "");

export function Icon({ d, small }) {
  return <svg className={small ? "i s" : "i"} viewBox="0 0 24 24" aria-hidden="true"><path d={d} /></svg>;
}

export function Fault({ id, icons, children }) {
  return <p className="err" id={id}><Icon d={icons["circle-alert"]} small /><span>{children}</span></p>;
}

const nameOf = (place) => `openhours:draft:${place}`;
function draftOf(place) {
  if (!place) return null; // A dialog's text lives as long as the dialog.
  try { return JSON.parse(sessionStorage.getItem(nameOf(place))) || null; } catch { return null; }
}
function keepDraft(place, typed, secret) {
  if (!place) return;
  try {
    const open = typed && Object.fromEntries(Object.entries(typed).filter(([name]) => !secret?.includes(name)));
    if (open) sessionStorage.setItem(nameOf(place), JSON.stringify(open));
    else sessionStorage.removeItem(nameOf(place));
  } catch { /* A full or forbidden storage: then the text lives in the page alone. */ }
}

/** A form that knows its fields by name; `rev` names the saved state, a new one starts it afresh. */
export function SheetForm({ place, rev, values, errors, attempt, busy, secret, icons, words, action, go, fetched, onSend, children, className, id }) {
  const form = useRef(null), checks = useRef({}), seen = useRef(Object.keys(errors || {}).length ? null : attempt), known = useRef(rev), wanted = useRef(null), sent = useRef(null);
  const saved = values || {};
  const shown = useRef(saved);
  const [typed, setTyped] = useState(() => ({ ...saved, ...(draftOf(place) || {}) }));
  const [faults, setFaults] = useState({});
  const [tab, setTab] = useState(null);
  const [tries, setTries] = useState(0);
  const changed = Object.keys(typed).filter((name) => !same(typed[name], saved[name]));

  useEffect(() => {
    if (known.current === rev) return;
    known.current = rev;
    keepDraft(place, null);
    const moved = shown.current.base_url && saved.base_url !== shown.current.base_url && new URL(saved.base_url).origin;
    if (moved && moved !== location.origin) location.assign(`${moved}/sign-in`); // Here the app answers no longer.
    shown.current = saved;
    // What was typed while it was being saved is newer than what was saved.
    const before = sent.current || typed;
    const newer = Object.entries(typed).filter(([name, value]) => !same(value, before[name]));
    const next = { ...saved, ...Object.fromEntries(newer) };
    sent.current = null;
    if (newer.length) keepDraft(place, next, secret);
    setTyped(next);
    setFaults({});
  }, [rev]);
  useEffect(() => {
    if (seen.current === attempt) return;
    seen.current = attempt;
    setFaults({ ...(errors || {}) });
    setTries((n) => n + 1);
  }, [attempt]);
  useEffect(() => {
    if (!tries) return;
    const wrong = form.current?.querySelector("[aria-invalid=true],[data-wrong=true]");
    if (!wrong) return;
    const panel = wrong.closest("[data-panel]")?.dataset.panel;
    if (panel) setTab(panel);
    wanted.current = wrong.matches("input,textarea,select,button") ? wrong : wrong.querySelector("input,textarea,select,button");
  }, [tries]);
  useEffect(() => {
    // Its tab may have to open first: then it is focused after the render that shows it.
    if (!wanted.current?.getClientRects().length) return;
    wanted.current.focus();
    wanted.current = null;
  });

  const [leaving, setLeaving] = useState(false);
  const post = () => {
    // Not form.submit(): from a page that sends no referrer a browser posts it with the Origin null.
    const body = new URLSearchParams(new FormData(form.current));
    // What is chosen in a part that is no field of the form, such as a zone.
    for (const [name, value] of Object.entries(typed)) if (typeof value === "string" && !body.has(name)) body.set(name, value);
    setLeaving(true);
    fetch(action, { method: "POST", body }).then((answer) => location.assign(answer.url), () => location.assign("/sign-in"));
  };
  // What the server still holds of the page before is no word to go: only a change is.
  const went = useRef(go);
  useEffect(() => {
    if (!go || go === went.current) return;
    went.current = go;
    keepDraft(place, null);
    const site = typed.base_url && new URL(typed.base_url).origin;
    if (site && site !== location.origin) { location.assign(`${site}/sign-in`); return; }
    post();
  }, [go]);

  const set = useCallback((name, value) => {
    setTyped((before) => {
      const next = { ...before, [name]: value };
      keepDraft(place, next, secret);
      return next;
    });
    setFaults((before) => {
      const at = Object.keys(before).filter((key) => key === name || key.startsWith(`${name}.`));
      if (!at.length) return before;
      const next = { ...before };
      for (const key of at) delete next[key];
      return next;
    });
  }, [place]);
  const blame = useCallback((name, words) => setFaults((before) => {
    if ((before[name] || "") === words) return before;
    const next = { ...before, [name]: words };
    if (!words) delete next[name];
    return next;
  }), []);
  useEffect(() => {
    // What was typed, or filled in by the browser, into the fields of a page that had not come alive yet.
    for (const { name, value, tagName, type } of form.current.elements)
      if (tagName === "INPUT" && !["checkbox", "radio"].includes(type) && typed[name] === "" && value) set(name, value);
  }, []);
  const discard = () => { keepDraft(place, null); setTyped({ ...saved }); setFaults({}); };
  const onSubmit = (event) => {
    event.stopPropagation();
    const isNative = action && !onSend, isBusy = busy || leaving;
    if (!isNative || isBusy || fetched) event.preventDefault();
    if (isBusy) return;
    const found = {}, needless = event.nativeEvent.submitter?.dataset.without?.split(" ") || [];
    for (const [name, check] of Object.entries(checks.current)) {
      if (needless.includes(name)) continue;
      const wrong = check(typed[name], typed);
      if (wrong) found[name] = wrong;
    }
    setFaults(found);
    if (Object.keys(found).length) {
      event.preventDefault();
      setTries((n) => n + 1);
    } else if (!isNative) {
      sent.current = typed;
      onSend?.(typed);
    } else if (fetched) {
      post();
    }
  };
  const onKeyDown = (event) => {
    // Return presses the button that follows the field, not always the form's first.
    const buttons = event.key === "Enter" && event.target.tagName === "INPUT" ? [...form.current.querySelectorAll("[type=submit]")] : [];
    if (buttons.length < 2) return;
    event.preventDefault();
    const next = buttons.find((button) => event.target.compareDocumentPosition(button) & Node.DOCUMENT_POSITION_FOLLOWING);
    (next || buttons.at(-1)).click();
  };
  const known_ = { typed, saved, faults, set, blame, checks: checks.current, changed, discard, icons, words, tab, setTab, busy: busy || leaving };
  return createElement(
    "form", { id, className, noValidate: true, onSubmit, onKeyDown, ref: form, "aria-busy": !!busy || leaving, ...(action ? { action, method: "post" } : {}) },
    createElement(Sheet.Provider, { value: known_ }, children),
  );
}

const CHECKS = {
  email: (value, words) => {
    const [name, host, ...more] = value.trim().split("@");
    if (!name || !host || more.length || /\s/.test(value.trim())) return words.email;
    return /[^.]\.[^.]{2,}$/.test(host) ? "" : words.email_ending;
  },
  colour: (value, words) => (/^#[0-9a-f]{6}$/i.test(value.trim()) ? "" : words.colour),
  slug: (value, words) => (/^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])$/.test(value.trim()) ? "" : words.slug),
  url: (value, words) => (/^https?:\/\/[^\s/]+\S*$/i.test(value.trim()) ? "" : words.url),
  phone: (value, words) => ((value.match(/\d/g) || []).length >= 5 ? "" : words.phone),
};

function check({ kind, required, min, max, least, label }, value, words) {
  const text = value === null || value === undefined ? "" : String(value);
  if (!text.trim()) return required ? words.required : "";
  if (kind === "number") {
    const number = Number(text);
    if (!Number.isInteger(number) || number < min || number > max) return fill(words.range, { least: min, most: max });
  }
  if (least && text.length < least) return fill(words.password_short, { least });
  return CHECKS[kind]?.(text, words) || "";
}

function Control({ spec, id, name, value, told, set, onBlur, icons, words }) {
  const [open, setOpen] = useState(false);
  const { kind, options, before, after, placeholder, rows, max, autoComplete } = spec;
  const shared = { id, name, className: "input", onBlur, ...told };
  const onText = (event) => set(name, event.target.value);
  if (kind === "textarea") return <textarea {...shared} rows={rows || 3} maxLength={max} placeholder={placeholder} value={value ?? ""} onChange={onText} />;
  if (kind === "select") {
    const listed = options.some(([code]) => String(code) === String(value ?? ""));
    return (
      <select {...shared} value={value ?? ""} onChange={onText}>
        {listed ? null : <option value={value ?? ""}>{value ?? ""}</option>}
        {options.map(([code, text]) => <option key={code} value={code}>{text}</option>)}
      </select>
    );
  }
  if (kind === "zone") return <ZonePicker plain zone={value || "UTC"} inputId={id} words={words.zone} onChoose={(zone) => set(name, zone)} />;
  if (kind === "colour") {
    const chosen = CHECKS.colour(String(value ?? ""), { colour: "no" }) ? "#000000" : value.trim().toLowerCase();
    return (
      <div className="affix">
        <input type="color" className="swatch" aria-label={words.choose_colour} value={chosen} onBlur={onBlur} onChange={(event) => set(name, event.target.value.toUpperCase())} />
        <input {...shared} type="text" autoComplete="off" autoCapitalize="characters" spellCheck={false} maxLength={max} value={value ?? ""} onChange={onText} />
      </div>
    );
  }
  const type = { number: "text", slug: "text", url: "url", phone: "tel", email: "email", date: "date", time: "time", code: "text", password: open ? "text" : "password" }[kind] || "text";
  const extra = {
    number: { inputMode: "numeric" }, code: { autoCapitalize: "none", spellCheck: false }, time: { step: 900 }, slug: { autoCapitalize: "none", spellCheck: false },
    email: { inputMode: "email", autoCapitalize: "none", spellCheck: false }, url: { inputMode: "url", autoCapitalize: "none", spellCheck: false },
  }[kind];
  const input = <input {...shared} {...extra} type={type} placeholder={placeholder} autoComplete={autoComplete || "off"} maxLength={kind === "number" ? 6 : max} value={value ?? ""} onChange={onText} />;
  if (kind === "password") {
    return (
      <div className="affix">{input}
        <span className="tight"><button type="button" className="theme" aria-pressed={open} aria-label={words.show_password} title={words.show_password} onClick={() => setOpen(!open)}><Icon d={icons.eye} /></button></span>
      </div>
    );
  }
  return before || after ? <div className="affix">{before ? <span>{before}</span> : null}{input}{after ? <span>{after}</span> : null}</div> : input;
}

/** One field of a sheet: checked when it is left, then live while it is wrong. */
export function SheetField({ name, kind, label, hint, required, options, min, max, least, rows, before, after, placeholder, autoComplete, optional, shownIf, className, followed, prefill, first, aside, asideHref }) {
  const { typed, faults, set, blame, checks, icons, words } = useSheet();
  const id = `${useId()}-${name}`.replaceAll(":", ""), note = `${id}-note`;
  const spec = { kind, options, before, after, placeholder, rows, required, min, max, least, label, autoComplete };
  const hidden = shownIf && !shownIf.slice(1).includes(String(typed[shownIf[0]]));
  const look = useCallback((value) => check(spec, value, words), [kind, required, min, max]);
  useEffect(() => {
    if (hidden) return undefined;
    checks[name] = look;
    return () => { delete checks[name]; };
  }, [name, hidden, look]);
  useEffect(() => {
    // What only the browser knows: its zone, and the address that it came to.
    if (!prefill || typed[name]) return;
    set(name, prefill === "zone" ? Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC" : location.origin);
  }, [prefill]);
  if (hidden) return null;
  const value = typed[name];
  const wrong = faults[name] || "";
  const onBlur = (event) => {
    // A fault that appears now would move the button away from under the pointer; sending checks anyway.
    if (event.relatedTarget?.type === "submit") return;
    if (wrong || String(value ?? "").trim()) { const found = look(value); if (found || !wrong) blame(name, found); }
  };
  const told = { "aria-invalid": wrong ? true : undefined, "aria-describedby": wrong || hint ? note : undefined, "aria-required": required || undefined, "data-first": first || undefined };
  const change = (key, next) => {
    set(key, next);
    if (followed && !typed[`${key}_own`]) set(`${key}_own`, true);
  };
  if (kind === "switch") {
    return (
      <div className={`sw ${className || ""}`}>
        <div className="grow"><label htmlFor={id} id={`${id}-label`}><strong>{label}</strong></label>{hint ? <p className="sm mut" id={note}>{hint}</p> : null}{wrong ? <Fault id={`${id}-err`} icons={icons}>{wrong}</Fault> : null}</div>
        <span className="switch"><input type="checkbox" role="switch" id={id} name={name} aria-labelledby={`${id}-label`} aria-describedby={hint ? note : undefined} checked={!!value} onChange={(event) => set(name, event.target.checked)} /><i /></span>
      </div>
    );
  }
  const below = wrong ? <Fault id={note} icons={icons}>{wrong}</Fault> : hint ? <p className="hint" id={note}>{hint}</p> : null;
  if (kind === "cards") {
    return (
      <div className={`field ${className || ""}`} data-wrong={wrong ? true : undefined}>
        <span className="label" id={`${id}-label`}>{label}</span>
        <div className="rad" role="radiogroup" aria-labelledby={`${id}-label`} {...told}>
          {options.map(([code, text, words]) => (
            <label key={code}>
              <input type="radio" name={`${id}`} value={code} checked={String(value ?? "") === String(code)} onChange={() => set(name, code)} />
              <span><strong>{text}</strong>{words ? <span className="sm mut">{words}</span> : null}</span>
            </label>
          ))}
        </div>
        {below}
      </div>
    );
  }
  return (
    <div className={`field ${className || ""}`}>
      {aside ? <div className="row between"><label htmlFor={id}>{label}</label><a className="link sm" href={asideHref}>{aside}</a></div>
        : <label htmlFor={id}>{label}{optional ? <> <span className="opt">{words.optional}</span></> : null}</label>}
      <Control spec={spec} id={id} name={name} value={value} told={told} set={change} onBlur={onBlur} icons={icons} words={words} />
      {below}
    </div>
  );
}

/** Keeps one field following another (a slug its name) until it is typed into. */
export function SheetFollow({ source, target, onSuggest }) {
  const { typed, set } = useSheet();
  const text = String(typed[source] || "");
  useEffect(() => {
    if (typed[`${target}_own`] || (typed[target] && !typed[`${target}_auto`])) return;
    const plain = text.toLowerCase().replaceAll("ß", "ss").normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
    const slug = plain.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60).replace(/-+$/, "");
    if (slug === (typed[target] || "")) return;
    set(target, slug);
    set(`${target}_auto`, true);
  }, [text]);
  return null;
}

/** Tells what stands in a field once it is still. */
export function SheetStill({ name, onStill }) {
  const { typed, saved } = useSheet();
  const value = String(typed[name] ?? ""), told = useRef(String(saved[name] ?? ""));
  useEffect(() => {
    const timer = setTimeout(() => {
      if (told.current !== value) onStill?.(value);
      told.current = value;
    }, STILL_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return null;
}

/** Says how much is not saved yet, and offers to drop it. */
export function SheetUnsaved({ one, many, discard }) {
  const sheet = useSheet();
  const count = sheet.changed.filter((name) => !/_(own|auto)$/.test(name)).length;
  return (
    <>
      <span className="sm mut unsaved" role="status">{count ? fill(count === 1 ? one : many, { count }) : ""}</span>
      {count ? <button type="button" className="btn" onClick={sheet.discard}>{discard}</button> : null}
    </>
  );
}

/** The button that sends the sheet; one of several may go elsewhere, and need fewer fields. */
export function SheetSend({ words, busyWords, look, full, to, without, icon }) {
  const { busy, icons } = useSheet();
  return (
    <button type="submit" formAction={to || undefined} data-without={without || undefined}
      className={`btn ${look || "pri"}${full ? " lg full" : ""}`} aria-disabled={!!busy} aria-busy={!!busy}>
      {busy ? <><span className="spin" />{busyWords}</> : <>{icon ? <Icon d={icons[icon]} /> : null}{words}</>}
    </button>
  );
}

/** Tabs over the parts of a long sheet; a part with a fault is marked, and opens when it is sent. */
export function SheetTabs({ label, options }) {
  const { tab, setTab, faults, words } = useSheet();
  const box = useRef(null);
  const now = tab || options[0].value;
  const faulty = useMemo(() => {
    const found = new Set();
    for (const option of options)
      if (Object.keys(faults).some((name) => option.fields.includes(name.split(".")[0]))) found.add(option.value);
    return found;
  }, [faults]);
  const choose = (index) => { setTab(options[index].value); box.current.children[index].focus(); };
  const onKeyDown = (event) => {
    const at = options.findIndex((option) => option.value === now), last = options.length - 1;
    const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at <= 0 ? last : at - 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    choose(to);
  };
  return (
    <div className="tabs" role="tablist" aria-label={label} ref={box} onKeyDown={onKeyDown}>
      {options.map((option, index) => (
        <button key={option.value} type="button" role="tab" id={`tab-${option.value}`} aria-controls={`panel-${option.value}`}
          aria-selected={option.value === now} tabIndex={option.value === now ? 0 : -1} onClick={() => choose(index)}>
          {option.label}{faulty.has(option.value) ? <span className="flag"><span className="sr">{words.tab_faulty}</span></span> : null}
        </button>
      ))}
    </div>
  );
}

/** One part of a sheet under its tab. */
export function SheetPanel({ value, first, children }) {
  const { tab } = useSheet();
  const isOpen = tab ? tab === value : !!first;
  return <div className="stack g24" role="tabpanel" id={`panel-${value}`} aria-labelledby={`tab-${value}`} data-panel={value} hidden={!isOpen}>{children}</div>;
}

/** Warns when the address that is typed is not the one that the page came from. */
export function SheetElsewhere({ name, words }) {
  const { typed, icons } = useSheet();
  const [here, setHere] = useState("");
  useEffect(() => setHere(location.origin), []);
  let there = "";
  try { there = new URL(typed[name]).origin; } catch { /* Not an address yet. */ }
  const differs = here && there && there !== here;
  return <div role="status" className={differs ? undefined : "sr"}>{differs ? <div className="note warn"><Icon d={icons["circle-alert"]} /><p>{fill(words, { here, there })}</p></div> : null}</div>;
}
