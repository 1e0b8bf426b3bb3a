// What a visit keeps in the page: typed text, the hold's token, the place in the history.
import { createElement, useEffect, useRef, useState } from "react";

const place = () => `openhours:${location.pathname}`;

export function kept() {
  try { return JSON.parse(sessionStorage.getItem(place())) || {}; } catch { return {}; }
}

export function keep(change) {
  const next = { ...kept(), ...change };
  try { sessionStorage.setItem(place(), JSON.stringify(next)); } catch { /* A full storage: a reload starts over. */ }
  return next;
}

function randomKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A random name of this browser, by which the server limits how much it may hold. */
function browserKey() {
  let own = localStorage.getItem("openhours:browser");
  if (!own) localStorage.setItem("openhours:browser", own = randomKey());
  return own;
}

/** What the server needs to act on one attempt: nothing of it has to be in its memory. */
function parcel() {
  const own = kept();
  return {
    path: location.pathname, fields: own.fields || {}, token: own.hold?.token || "",
    starts_at: own.hold?.starts_at || "", zone: own.zone || Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC",
    hour12: own.hour12 ?? false, locale: navigator.language, browser: browserKey(),
    minutes: own.minutes || "",
  };
}

function facts(fresh, lost = false) {
  const own = kept();
  const asked = new URLSearchParams(location.search);
  const clock = new Intl.DateTimeFormat(navigator.language, { hour: "numeric" }).resolvedOptions();
  const came = performance.getEntriesByType("navigation")[0]?.type || "";
  return {
    ...parcel(), hour12: own.hour12 ?? !!clock.hour12, month: asked.get("month") || "", date: asked.get("date") || "",
    minutes: asked.get("duration") || own.minutes || "", time: asked.get("time") || "",
    step: own.step || "", lost, again: !fresh || came === "reload" || came === "back_forward",
  };
}

/** Fills the form from the address, once; what is somebody's own does not stay in it. */
function prefill() {
  const url = new URL(location.href), fields = {};
  for (const [name, value] of [...url.searchParams])
    if (["name", "email", "phone"].includes(name) || name.startsWith("answers.")) { fields[name] = value.slice(0, 2000); url.searchParams.delete(name); }
  if (!Object.keys(fields).length) return;
  keep({ fields: { ...kept().fields, ...fields } });
  history.replaceState(history.state, "", url.pathname + url.search);
}

function address(month, date, minutes) {
  const url = new URL(location.href);
  for (const [name, value] of [["month", month], ["date", date], ["duration", minutes]])
    if (value) url.searchParams.set(name, value); else url.searchParams.delete(name);
  url.searchParams.delete("time");
  return url.pathname + url.search;
}

/** Tells the server who is here, keeps what it must not lose, and follows Back, sleep and leaving. */
export function Visit({ at, hold, step, month, date, minutes, zone, hour12, releaseUrl, onHello, onBack }) {
  const hello = useRef(onHello), back = useRef(onBack), shown = useRef(null), fresh = useRef(true);
  const stepNow = useRef(step);
  const [came, setCame] = useState(false);
  useEffect(() => { hello.current = onHello; back.current = onBack; stepNow.current = step; });
  const here = came && typeof location !== "undefined" && at === location.pathname;

  // Once on arrival; and again when the server has lost the visit, as after a restart.
  const lost = came && !here;
  useEffect(() => {
    if (came && !lost) return undefined;
    const say = () => { hello.current?.(facts(fresh.current, lost)); fresh.current = false; };
    if (!came) { setCame(true); prefill(); }
    say();
    if (!lost) return undefined;
    const id = setInterval(say, 5000);
    return () => clearInterval(id);
  }, [came, lost]);

  useEffect(() => {
    if (!here) return;
    if (step === "done") keep({ fields: {}, hold: null, step, zone, hour12 });
    else keep({ zone, hour12, minutes, step, hold: hold?.token ? hold : null });
  }, [here, hold?.token, step, zone, hour12, minutes]);

  useEffect(() => {
    if (!here || !month) return;
    const before = shown.current;
    const now = { month, date, step, minutes };
    shown.current = now;
    const was = history.state?.openhours;
    if (was && was.month === month && was.date === date && was.step === step && was.minutes === minutes) return;
    const state = { ...history.state, openhours: now };
    const moved = before && before.date && (before.date !== date || before.step !== step);
    if (!moved) history.replaceState(state, "", address(month, date, minutes));
    // React Router counts its own entries, and must find a count in ours too.
    else history.pushState({ ...state, idx: (history.state?.idx || 0) + 1, key: randomKey().slice(0, 8) }, "", address(month, date, minutes));
  }, [here, month, date, step, minutes]);

  useEffect(() => {
    const onPop = () => {
      const asked = new URLSearchParams(location.search);
      const to = history.state?.openhours || { month: asked.get("month") || "", date: asked.get("date") || "", step: "times" };
      shown.current = to;
      back.current?.(to);
    };
    const onHide = () => {
      const token = kept().hold?.token;
      if (!token || !releaseUrl || stepNow.current === "done") return;
      navigator.sendBeacon(releaseUrl, new Blob([JSON.stringify({ token })], { type: "application/json" }));
    };
    const onShow = (event) => { if (event.persisted) hello.current?.(facts(false)); };
    addEventListener("popstate", onPop);
    addEventListener("pagehide", onHide);
    addEventListener("pageshow", onShow);
    return () => {
      removeEventListener("popstate", onPop);
      removeEventListener("pagehide", onHide);
      removeEventListener("pageshow", onShow);
    };
  }, [releaseUrl]);
  return null;
}

/** Shows what belongs to this address only; what the server still holds of the page before is not it. */
export function Here({ at, loading, children }) {
  const [path, setPath] = useState(null);
  useEffect(() => {
    setPath(location.pathname);
    document.getElementById("early")?.remove(); // The server's first words: React leaves what it did not make.
  }, []);
  return path !== null && at === path ? children : loading;
}

function collect(form) {
  const fields = {};
  for (const control of form.elements) {
    if (!control.name) continue;
    if (control.type === "checkbox" && control.dataset.multi) {
      fields[control.name] = fields[control.name] || [];
      if (control.checked) fields[control.name].push(control.value);
    } else if (control.type === "radio") {
      if (control.checked) fields[control.name] = control.value;
    } else if (control.type === "checkbox") fields[control.name] = control.checked;
    else fields[control.name] = control.value;
  }
  return fields;
}

function focusFirstWrong(form) {
  const wrong = form.querySelector("[aria-invalid=true]");
  (wrong?.matches("input,textarea,select") ? wrong : wrong?.querySelector("input"))?.focus();
}

/** A form whose typed text survives reloads and restarts in this tab; the server sees it when it is sent. */
export function Draft({ attempt, onSend, children, ...rest }) {
  const form = useRef(null);
  useEffect(() => { if (attempt) focusFirstWrong(form.current); }, [attempt]);
  const onSubmit = (event) => {
    event.preventDefault();
    const fields = [...form.current.querySelectorAll("[data-field]")];
    keep({ fields: collect(form.current) });
    if (fields.map((field) => field.check?.() ?? true).every(Boolean)) onSend?.(parcel());
    else setTimeout(() => focusFirstWrong(form.current));
  };
  const onInput = () => keep({ fields: collect(form.current) });
  return createElement("form", { ...rest, noValidate: true, "data-draft": "", onSubmit, onInput, ref: form }, children);
}

/** A button that sends what the page keeps. */
export function Send({ busy, busyWords, onSend, children, className }) {
  return (
    <button type="button" className={className} aria-disabled={!!busy} aria-busy={!!busy}
      onClick={() => { if (!busy) onSend?.(parcel()); }}>
      {busy ? <><span className="spin" />{busyWords}</> : children}
    </button>
  );
}

function fault(kind, required, value, words) {
  const empty = Array.isArray(value) ? value.length === 0 : value === null || String(value).trim() === "";
  if (empty) return required ? words.required : "";
  if (kind === "email") {
    const [name, host, ...more] = value.trim().split("@");
    if (!name || !host || more.length || /\s/.test(value.trim())) return words.email;
    if (!/[^.]\.[^.]{2,}$/.test(host)) return words.email_ending.replace("{value}", `${name}@${host.replace(/\.+$/, "")}`);
  }
  if (kind === "phone" && (value.match(/\d/g) || []).length < 5) return words.phone;
  if (kind === "number" && !/^\s*-?\d+([.,]\d+)?\s*$/.test(value)) return words.number;
  return "";
}

function values(box, kind) {
  const all = [...box.querySelectorAll("input,textarea,select")];
  if (kind === "multiple") return all.filter((one) => one.checked).map((one) => one.value);
  if (kind === "choice" || kind === "yes_no") {
    if (all[0]?.tagName === "SELECT") return all[0].value;
    return all.find((one) => one.checked)?.value ?? null;
  }
  return all[0]?.value ?? "";
}

function restore(box) {
  const fields = box.closest("form[data-draft]") ? kept().fields || {} : {};
  for (const control of box.querySelectorAll("input,textarea,select")) {
    const value = fields[control.name];
    if (value === undefined) continue;
    if (control.type === "radio") control.checked = control.value === value;
    else if (control.dataset.multi) control.checked = value.includes(control.value);
    else control.value = value;
  }
}

const INPUT = {
  email: { type: "email", autoComplete: "email", inputMode: "email", autoCapitalize: "none", spellCheck: false },
  phone: { type: "tel", autoComplete: "tel" },
  number: { type: "text", inputMode: "decimal" },
  name: { type: "text", autoComplete: "name" },
};

/** A question that waits for an answer to another one stands in the form only while it is given. */
export function Field(props) {
  const { waitsFor, values, ...rest } = props;
  const spot = useRef(null);
  const [asked, setAsked] = useState(!waitsFor);
  useEffect(() => {
    const form = spot.current?.closest("form");
    if (!waitsFor || !form) return undefined;
    const look = () => setAsked([collect(form)[waitsFor]].flat().some((one) => values.includes(one)));
    // After the fields before this one have got back what was typed.
    const timer = setTimeout(look);
    form.addEventListener("input", look);
    form.addEventListener("openhours:fields", look);
    return () => { clearTimeout(timer); form.removeEventListener("input", look); form.removeEventListener("openhours:fields", look); };
  }, [waitsFor, (values || []).join("\n")]);
  useEffect(() => { if (waitsFor) spot.current?.closest("form")?.dispatchEvent(new Event("openhours:fields")); }, [asked]);
  if (!waitsFor) return <Question {...rest} />;
  return <><span hidden ref={spot} />{asked ? <Question {...rest} /> : null}</>;
}

/** One question of any kind; checked when left, then live while it is wrong. */
function Question({ name, kind, label, hint, error, required, options, words, optionalWord, className }) {
  const box = useRef(null);
  const [own, setOwn] = useState(null);
  const id = `f-${name}`, note = `${id}-note`;
  const wrong = own === null ? error || "" : own;
  const look = () => fault(kind, required, values(box.current, kind), words);
  useEffect(() => { restore(box.current); }, [name, kind]);
  useEffect(() => { setOwn(null); }, [error]);
  useEffect(() => { box.current.check = () => { const found = look(); setOwn(found); return !found; }; });
  const onBlur = (event) => {
    // A fault that appears now would move the button away from under the pointer; sending checks anyway.
    if (event.currentTarget.contains(event.relatedTarget) || event.relatedTarget?.type === "submit") return;
    const value = values(box.current, kind);
    const empty = value === null || String(value).trim() === "";
    if (!empty || wrong) setOwn(look());
  };
  const onInput = () => { if (wrong) setOwn(look()); };
  const told = { "aria-invalid": !!wrong, "aria-describedby": wrong || hint ? note : undefined };
  const grouped = kind === "multiple" || kind === "yes_no" || (kind === "choice" && options.length <= 6);
  const title = <>{label}{required ? null : <> <span className="opt">{optionalWord}</span></>}</>;
  const shared = { id, name, className: "input", "aria-required": required || undefined, ...told };
  let control;
  if (grouped) {
    const choices = kind === "yes_no" ? [["yes", words.yes], ["no", words.no]] : options.map((one) => [one, one]);
    control = (
      <div className="rad" role={kind === "multiple" ? "group" : "radiogroup"} aria-labelledby={`${id}-label`} id={id} {...told}>
        {choices.map(([value, text]) => (
          <label key={value}>
            <input type={kind === "multiple" ? "checkbox" : "radio"} name={name} value={value} data-multi={kind === "multiple" || undefined} />
            <span>{text}</span>
          </label>
        ))}
      </div>
    );
  } else if (kind === "choice") {
    control = <select {...shared} defaultValue=""><option value="">{words.choose}</option>{options.map((one) => <option key={one}>{one}</option>)}</select>;
  } else if (kind === "long_text") control = <textarea {...shared} maxLength={2000} />;
  else control = <input {...shared} maxLength={kind === "email" ? 254 : 500} {...(INPUT[kind] || { type: "text" })} />;
  return (
    <div className={`field ${className || ""}`} data-field ref={box} onBlur={onBlur} onInput={onInput}>
      {grouped ? <span className="label" id={`${id}-label`}>{title}</span> : <label htmlFor={id}>{title}</label>}
      {control}
      {wrong
        ? <p className="err" id={note}><svg className="i s" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 3.5a8.5 8.5 0 1 1 0 17a8.5 8.5 0 0 1 0-17zM12 7.5V13M12 16h.01" /></svg><span>{wrong}</span></p>
        : hint ? <p className="hint" id={note}>{hint}</p> : null}
    </div>
  );
}
