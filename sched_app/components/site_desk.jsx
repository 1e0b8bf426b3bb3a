// The editor of a site: its blocks with switches and order, rows of texts, and a live preview.
import { useEffect, useId, useRef, useState } from "react";
import { Fault, Icon, SheetField, useSheet } from "../sheets/sheets.jsx";

const STILL_MS = 350;
const DESKTOP = 1180, PHONE = 390;
const swap = (list, one, other) => { const next = [...list]; [next[one], next[other]] = [next[other], next[one]]; return next; };

/** Every block: switched, moved, and edited where it is opened. */
export function SiteBlocks({ blocks, words, icons }) {
  const { typed, set, faults } = useSheet();
  const [open, setOpen] = useState("");
  const [said, setSaid] = useState("");
  const specs = Object.fromEntries(blocks.map((block) => [block.kind, block]));
  const order = (typed.order || []).filter((one) => specs[one.kind]);
  const faulty = (kind) => Object.keys(faults).some((name) => name.startsWith(`${kind}_`));
  const wrong = order.find((one) => faulty(one.kind))?.kind;
  useEffect(() => { if (wrong) setOpen(wrong); }, [wrong]);
  const move = (from, to, label) => {
    set("order", swap(order, from, to));
    setSaid(words.moved.replace("{name}", label).replace("{place}", to + 1));
  };
  return (
    <div className="card blocks">
      <span className="sr" role="status">{said}</span>
      <ul>
        {order.map(({ kind, on }, n) => {
          const { label, about, fixed, always, fields } = specs[kind];
          const isOpen = open === kind, at = `block-${kind}`;
          const isFirst = fixed || !order[n - 1] || specs[order[n - 1].kind].fixed;
          const isLast = fixed || !order[n + 1] || specs[order[n + 1].kind].fixed;
          return (
            <li key={kind}>
              <div className="bl">
                {always ? <span className="bl-on" /> : (
                  <span className="switch bl-on"><input type="checkbox" role="switch" aria-label={words.show.replace("{name}", label)} checked={!!on}
                    onChange={(event) => set("order", order.map((one) => (one.kind === kind ? { kind, on: event.target.checked } : one)))} /><i /></span>
                )}
                <button type="button" className="bl-n" aria-expanded={isOpen} aria-controls={at} onClick={() => setOpen(isOpen ? "" : kind)}>
                  <span><strong>{label}</strong>{faulty(kind) ? <span className="flag"><span className="sr">{words.faulty}</span></span> : null}<span className="sm mut">{about}</span></span>
                  <Icon d={icons["chevron-down"]} />
                </button>
                {fixed ? null : (
                  <span className="row g4">
                    <button type="button" className="btn icon s ghost" aria-label={words.up.replace("{name}", label)} disabled={isFirst} onClick={() => move(n, n - 1, label)}><Icon d={icons["arrow-up"]} small /></button>
                    <button type="button" className="btn icon s ghost" aria-label={words.down.replace("{name}", label)} disabled={isLast} onClick={() => move(n, n + 1, label)}><Icon d={icons["arrow-down"]} small /></button>
                  </span>
                )}
              </div>
              <div id={at} hidden={!isOpen} className="bl-e stack g20">
                {isOpen ? fields.map((field) => (field.kind === "rows"
                  ? <Rows key={field.name} {...field} name={`${kind}_${field.name}`} words={words} icons={icons} />
                  : <SheetField key={field.name} {...field} name={`${kind}_${field.name}`} />)) : null}
              </div>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function Rows({ name, label, one, parts, max, words, icons }) {
  const { typed, set, faults } = useSheet();
  const box = useRef(null);
  const rows = Array.isArray(typed[name]) ? typed[name] : [];
  const change = (n, part, value) => set(name, rows.map((row, at) => (at === n ? { ...row, [part]: value } : row)));
  const focus = (n) => setTimeout(() => (box.current?.querySelectorAll("li")[n]?.querySelector("input,textarea") || box.current?.querySelector(".btn"))?.focus());
  const add = () => { set(name, [...rows, Object.fromEntries(parts.map((part) => [part.name, part.options?.[0]?.[0] ?? ""]))]); focus(rows.length); };
  const remove = (n) => { set(name, rows.filter((_, at) => at !== n)); focus(Math.max(0, n - 1)); };
  return (
    <div className="stack g12" ref={box} role="group" aria-label={label}>
      <span className="label">{label}</span>
      {rows.length ? (
        <ol className="bl-rows">
          {rows.map((row, n) => (
            <li key={n} className="stack g12">
              <div className="row between">
                <span className="eyebrow">{one} {n + 1}</span>
                <span className="row g4">
                  <button type="button" className="btn icon s ghost" aria-label={words.up.replace("{name}", `${one} ${n + 1}`)} disabled={!n} onClick={() => set(name, swap(rows, n, n - 1))}><Icon d={icons["arrow-up"]} small /></button>
                  <button type="button" className="btn icon s ghost" aria-label={words.down.replace("{name}", `${one} ${n + 1}`)} disabled={n === rows.length - 1} onClick={() => set(name, swap(rows, n, n + 1))}><Icon d={icons["arrow-down"]} small /></button>
                  <button type="button" className="btn icon s ghost" aria-label={words.remove.replace("{name}", `${one} ${n + 1}`)} onClick={() => remove(n)}><Icon d={icons.x} small /></button>
                </span>
              </div>
              {parts.map((part) => <Part key={part.name} {...part} value={row[part.name] ?? ""} wrong={faults[`${name}.${n}.${part.name}`]} icons={icons} words={words} onChange={(value) => change(n, part.name, value)} />)}
            </li>
          ))}
        </ol>
      ) : null}
      {faults[name] ? <Fault icons={icons}>{faults[name]}</Fault> : null}
      {rows.length < max ? <button type="button" className="btn s start" onClick={add}><Icon d={icons.plus} small />{words.add.replace("{name}", one.toLowerCase())}</button> : null}
    </div>
  );
}

function Part({ kind, label, max, required, options, value, wrong, icons, words, onChange }) {
  const id = useId().replaceAll(":", ""), note = `${id}-note`;
  const shared = {
    id, className: "input", value, maxLength: max, onChange: (event) => onChange(event.target.value),
    "aria-invalid": wrong ? true : undefined, "aria-describedby": wrong ? note : undefined, "aria-required": required || undefined,
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}{required || options ? null : <> <span className="opt">{words.optional}</span></>}</label>
      {options ? <select {...shared}>{options.map(([code, text]) => <option key={code} value={code}>{text}</option>)}</select>
        : kind === "textarea" ? <textarea {...shared} rows={3} /> : <input {...shared} autoComplete="off" />}
      {wrong ? <Fault id={note} icons={icons}>{wrong}</Fault> : null}
    </div>
  );
}

/** Draws what is typed as visitors would see it; nothing in the frame runs. */
export function SitePreview({ html, words, onTyped }) {
  const { typed } = useSheet();
  const [width, setWidth] = useState(DESKTOP);
  const [room, setRoom] = useState(0);
  const [isDark, setDark] = useState(false);
  const [styles, setStyles] = useState("");
  const box = useRef(null), frame = useRef(null), tell = useRef(onTyped), place = useRef(0);
  const whole = JSON.stringify(typed);
  useEffect(() => { tell.current = onTyped; });
  useEffect(() => {
    const timer = setTimeout(() => tell.current?.(JSON.parse(whole)), STILL_MS);
    return () => clearTimeout(timer);
  }, [whole]);
  useEffect(() => {
    setStyles([...document.querySelectorAll("link[rel=stylesheet],head style:not([data-emotion])")].map((one) => one.outerHTML).join(""));
    const look = () => setDark(document.documentElement.classList.contains("dark"));
    look();
    if (window.innerWidth < 640) setWidth(PHONE);
    const themes = new MutationObserver(look);
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ["class"] });
    const sizes = new ResizeObserver(([one]) => setRoom(one.contentRect.width));
    sizes.observe(box.current);
    return () => { themes.disconnect(); sizes.disconnect(); };
  }, []);
  const scale = room ? Math.min(1, room / width) : 1;
  const text = `<!doctype html><html lang="en" class="${isDark ? "dark" : "light"}"><head><title>${words.title}</title>${styles}`
    + `<style>a,button,input,textarea{pointer-events:none}body{overflow-x:hidden}</style></head><body>${html}</body></html>`;
  const onLoad = () => {
    const view = frame.current?.contentWindow;
    if (!view) return;
    view.scrollTo(0, place.current); // It stays where it was being looked at.
    view.addEventListener("scroll", () => { place.current = view.scrollY; });
  };
  return (
    <div className="stack g12 spv">
      <div className="row between">
        <h2>{words.title}</h2>
        <div className="seg" role="group" aria-label={words.width}>
          <button type="button" aria-pressed={width === DESKTOP} onClick={() => setWidth(DESKTOP)}>{words.desktop}</button>
          <button type="button" aria-pressed={width === PHONE} onClick={() => setWidth(PHONE)}>{words.phone}</button>
        </div>
      </div>
      <div className="spv-box" ref={box}>
        {html && styles ? <iframe ref={frame} title={words.title} srcDoc={text} sandbox="allow-same-origin" onLoad={onLoad}
          style={{ width, height: `${100 / scale}%`, transform: `scale(${scale})`, marginLeft: Math.max(0, (room - width * scale) / 2) }} /> : null}
      </div>
    </div>
  );
}

/** Takes a picture from the machine and hands it over as text; its size is looked at before. */
export function LogoField({ src, label, hint, wrong, busy, most, words, icons, onPick, onRemove }) {
  const id = useId().replaceAll(":", ""), input = useRef(null);
  const [own, setOwn] = useState("");
  const fault = own || wrong;
  const onChange = (event) => {
    const [file] = event.target.files;
    event.target.value = "";
    setOwn("");
    if (!file) return;
    if (file.size > most) { setOwn(words.too_large); return; }
    const reader = new FileReader();
    reader.onload = () => onPick?.(String(reader.result).split(",", 2)[1] || "");
    reader.readAsDataURL(file);
  };
  return (
    <div className="field">
      <span className="label" id={`${id}-label`}>{label}</span>
      <div className="row wrap">
        {src ? <img className="logo-now" src={src} alt={words.now} /> : null}
        <input ref={input} type="file" className="sr" id={id} accept="image/png,image/jpeg,image/webp" aria-labelledby={`${id}-label`} tabIndex={-1} onChange={onChange} />
        <button type="button" className="btn s" aria-disabled={busy || undefined} onClick={() => { if (!busy) input.current.click(); }}>{busy ? <span className="spin" /> : null}{src ? words.other : words.choose}</button>
        {src ? <button type="button" className="btn s danger" onClick={() => onRemove?.()}>{words.remove}</button> : null}
      </div>
      {fault ? <Fault icons={icons}>{fault}</Fault> : <p className="hint">{hint}</p>}
    </div>
  );
}
