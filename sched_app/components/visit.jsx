// What a visit keeps in the page: typed text, the hold's token, the place in the history.
import { createElement, useEffect, useRef, useState } from "react";

const FIRST_RETRY = 1500;

export function kept(place) {
  try { return JSON.parse(sessionStorage.getItem(`openhours:${place}`)) || {}; } catch { return {}; }
}

export function keep(place, change) {
  const next = { ...kept(place), ...change };
  try { sessionStorage.setItem(`openhours:${place}`, JSON.stringify(next)); } catch { /* A full or forbidden storage: a reload starts over. */ }
  return next;
}

function randomKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What the server needs to act on one attempt; the key stays the same while nothing changes. */
function parcel(place) {
  const own = kept(place);
  if (!own.key) own.key = keep(place, { key: randomKey() }).key;
  return {
    fields: own.fields || {}, key: own.key, token: own.hold?.token || "",
    starts_at: own.hold?.starts_at || "", zone: own.zone || "", hour12: !!own.hour12,
    locale: navigator.language,
  };
}

function facts(place) {
  const own = kept(place);
  const asked = new URLSearchParams(location.search);
  const clock = new Intl.DateTimeFormat(navigator.language, { hour: "numeric" }).resolvedOptions();
  return {
    zone: own.zone || Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC",
    hour12: own.hour12 ?? !!clock.hour12, locale: navigator.language, browser: own.browser || "",
    month: asked.get("month") || "", date: asked.get("date") || "", step: own.step || "",
    token: own.hold?.token || "", starts_at: own.hold?.starts_at || "",
    typed: Object.keys(own.fields || {}).length > 0,
  };
}

function address(month, date) {
  const url = new URL(location.href);
  for (const [name, value] of [["month", month], ["date", date]])
    if (value) url.searchParams.set(name, value); else url.searchParams.delete(name);
  return url.pathname + url.search;
}

/** Tells the server who is here, keeps what it must not lose, and follows Back, sleep and leaving. */
export function Visit({ place, known, hold, step, month, date, zone, hour12, browser, releaseUrl, onHello, onBack }) {
  const hello = useRef(onHello), back = useRef(onBack), shown = useRef(null), stepNow = useRef(step);
  useEffect(() => { hello.current = onHello; back.current = onBack; stepNow.current = step; });

  // The server knows nothing at first, and again after a restart that lost the visit.
  useEffect(() => {
    if (known) return undefined;
    const say = () => hello.current?.(facts(place));
    say();
    const id = setInterval(say, FIRST_RETRY * 4);
    return () => clearInterval(id);
  }, [known, place]);

  useEffect(() => {
    if (!known) return;
    const own = kept(place);
    const same = (own.hold?.token || "") === (hold?.token || "");
    keep(place, { zone, hour12, step, browser, hold: hold?.token ? hold : null, ...(same ? {} : { key: null }) });
    if (step === "done") keep(place, { fields: {}, key: null, hold: null, step: "" });
  }, [known, place, hold?.token, step, zone, hour12, browser]);

  useEffect(() => {
    if (!known || !month) return;
    const before = shown.current;
    const now = { month, date, step };
    shown.current = now;
    const state = { ...history.state, openhours: now };
    const moved = before && (before.date !== date || before.step !== step);
    const returned = history.state?.openhours;
    const same = returned && returned.month === month && returned.date === date && returned.step === step;
    if (same) return;
    if (moved && before.date) history.pushState({ ...state, idx: (history.state?.idx || 0) + 1, key: randomKey().slice(0, 8) }, "", address(month, date));
    else history.replaceState(state, "", address(month, date));
  }, [known, month, date, step]);

  useEffect(() => {
    const onPop = () => {
      const to = history.state?.openhours;
      const asked = new URLSearchParams(location.search);
      shown.current = to || shown.current;
      back.current?.(to || { month: asked.get("month") || "", date: asked.get("date") || "", step: "times" });
    };
    const onHide = () => {
      const token = kept(place).hold?.token;
      if (!token || !releaseUrl || stepNow.current === "done") return;
      navigator.sendBeacon(releaseUrl, new Blob([JSON.stringify({ token })], { type: "application/json" }));
    };
    const onShow = (event) => { if (event.persisted) hello.current?.(facts(place)); };
    addEventListener("popstate", onPop);
    addEventListener("pagehide", onHide);
    addEventListener("pageshow", onShow);
    return () => {
      removeEventListener("popstate", onPop);
      removeEventListener("pagehide", onHide);
      removeEventListener("pageshow", onShow);
    };
  }, [place, releaseUrl]);
  return null;
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
export function Draft({ place, attempt, onSend, children, ...rest }) {
  const form = useRef(null);
  useEffect(() => { if (attempt) focusFirstWrong(form.current); }, [attempt]);
  const onSubmit = (event) => {
    event.preventDefault();
    const fields = [...form.current.querySelectorAll("[data-field]")];
    keep(place, { fields: collect(form.current) });
    if (fields.map((field) => field.check?.() ?? true).every(Boolean)) onSend?.(parcel(place));
    else setTimeout(() => focusFirstWrong(form.current));
  };
  const onInput = () => keep(place, { fields: collect(form.current), key: null });
  return createElement("form", { ...rest, noValidate: true, "data-place": place, onSubmit, onInput, ref: form }, children);
}

/** A button that sends what the page keeps; a second click within the same attempt repeats the same key. */
export function Send({ place, busy, busyWords, onSend, children, className }) {
  return (
    <button type="button" className={className} aria-disabled={!!busy} aria-busy={!!busy}
      onClick={() => { if (!busy) onSend?.(parcel(place)); }}>
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
  const form = box.closest("form[data-place]");
  const fields = form ? kept(form.dataset.place).fields || {} : {};
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

/** One question of any kind; checked when left, then live while it is wrong. */
export function Field({ name, kind, label, hint, error, required, options, words, optionalWord, className }) {
  const box = useRef(null);
  const [own, setOwn] = useState(null);
  const id = `f-${name}`, note = `${id}-note`;
  const wrong = own === null ? error || "" : own;
  const look = () => fault(kind, required, values(box.current, kind), words);
  useEffect(() => { restore(box.current); }, [name, kind]);
  useEffect(() => { setOwn(null); }, [error]);
  useEffect(() => { box.current.check = () => { const found = look(); setOwn(found); return !found; }; });
  const onBlur = (event) => {
    if (event.currentTarget.contains(event.relatedTarget)) return;
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
