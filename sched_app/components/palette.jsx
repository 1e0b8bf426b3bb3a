// The command palette (Ctrl K) and the list of keys (?): places here, customers and bookings by the server.
import { useEffect, useId, useRef, useState } from "react";
import { useNavigate } from "react-router";

const OPEN = "openhours:palette";
const WAIT = 150;
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const isTyping = (target) => target?.isContentEditable || /^(input|textarea|select)$/i.test(target?.tagName || "");
const Icon = ({ d }) => <svg className="i" viewBox="0 0 24 24" aria-hidden="true"><path d={d} /></svg>;

/** Opens the palette for those who do not know its keys. */
export function PaletteButton({ words, icon, className }) {
  return (
    <button type="button" className={className} aria-label={words.open} title={words.open} onClick={() => dispatchEvent(new Event(OPEN))}>
      <Icon d={icon} /><span className="grow">{words.find}</span><span className="kbd" aria-hidden="true">Ctrl K</span>
    </button>
  );
}

function useKeys(places, onFind, onKeys) {
  const navigate = useNavigate(), go = useRef(0);
  useEffect(() => {
    const onKey = (event) => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") { event.preventDefault(); onFind(); return; }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) return;
      if (event.key === "?") { event.preventDefault(); onKeys(); return; }
      const place = places.find((one) => one.key && one.key === event.key.toLowerCase());
      if (go.current > Date.now() && place) { event.preventDefault(); event.stopPropagation(); navigate(place.href); }
      go.current = event.key === "g" ? Date.now() + 1500 : 0;
    };
    // Before the page's own keys: the second letter of "g c" is none of theirs.
    addEventListener("keydown", onKey, true);
    addEventListener(OPEN, onFind);
    return () => { removeEventListener("keydown", onKey, true); removeEventListener(OPEN, onFind); };
  }, [places, navigate]);
}

/** Finds pages at once and asks the server for the rest; Enter opens, Esc empties and then closes. */
export function Palette({ places, keys, findings, asked, words, icons, onSeek }) {
  const [mode, setMode] = useState(""), [typed, setTyped] = useState(""), [at, setAt] = useState(0);
  const box = useRef(null), input = useRef(null), seek = useRef(onSeek), id = useId();
  const navigate = useNavigate();
  useEffect(() => { seek.current = onSeek; });
  useKeys(places, () => { setMode("find"); setTyped(""); setAt(0); }, () => setMode("keys"));
  useEffect(() => {
    const dialog = box.current;
    if (mode && !dialog.open) dialog.showModal();
    if (!mode && dialog.open) dialog.close();
    if (mode === "find") input.current?.focus();
  }, [mode]);
  useEffect(() => {
    if (mode !== "find" || typed.trim().length < 2) return undefined;
    const timer = setTimeout(() => seek.current?.(typed.trim()), WAIT);
    return () => clearTimeout(timer);
  }, [mode, typed]);
  const sought = plain(typed.trim()).split(/\s+/).filter(Boolean);
  const fits = (text) => sought.every((word) => plain(text).includes(word));
  const isAnswered = typed.trim().length < 2 || asked === typed.trim();
  const found = typed.trim().length >= 2 && asked === typed.trim() ? findings : [];
  const groups = [
    [words.customers, found.filter((one) => one.kind === "customer"), icons.user],
    [words.bookings_title, found.filter((one) => one.kind === "booking"), icons.calendar],
    [words.places, places.filter((one) => fits(one.title)).slice(0, typed ? 8 : 20), icons["arrow-right"]],
  ].filter(([, rows]) => rows.length);
  const all = groups.flatMap(([, rows]) => rows);
  const now = Math.min(at, Math.max(0, all.length - 1));
  const leave = () => setMode("");
  const open = (one) => { leave(); navigate(one.href); };
  const onKeyDown = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && all.length) { event.preventDefault(); setAt((now + step + all.length) % all.length); }
    else if (event.key === "Enter" && all[now]) { event.preventDefault(); open(all[now]); }
  };
  useEffect(() => { document.getElementById(`${id}-${now}`)?.scrollIntoView({ block: "nearest" }); }, [now]);
  let place = -1;
  return (
    <dialog className={mode === "find" ? "dlg cp" : "dlg"} ref={box} aria-label={mode === "keys" ? words.keys : words.find} onClose={leave}
      onCancel={(event) => { if (mode === "find" && typed) { event.preventDefault(); setTyped(""); setAt(0); } }}
      onMouseDown={(event) => { if (event.target === box.current) leave(); }}>
      {mode === "find" ? (
        <>
          <div className="cpi"><Icon d={icons.search} />
            <input ref={input} className="input" role="combobox" aria-expanded="true" aria-controls={`${id}-list`} aria-activedescendant={all.length ? `${id}-${now}` : undefined} aria-autocomplete="list" aria-label={words.find} placeholder={words.hint} value={typed} maxLength={100} autoComplete="off" spellCheck="false"
              onChange={(event) => { setTyped(event.target.value); setAt(0); }} onKeyDown={onKeyDown} />
            <button type="button" className="kbd" onClick={leave}>Esc<span className="sr"> {words.close}</span></button>
          </div>
          <div id={`${id}-list`} role="listbox" aria-label={words.results} aria-busy={!isAnswered} className="cpl">
            {groups.map(([name, rows, icon]) => (
              <div role="group" aria-label={name} key={name}>
                <p className="eyebrow" aria-hidden="true">{name}</p>
                {rows.map((one) => {
                  place += 1;
                  const own = place;
                  return (
                    <div role="option" key={one.href} id={`${id}-${own}`} aria-selected={own === now} onMouseMove={() => { if (own !== now) setAt(own); }} onClick={() => open(one)}>
                      <Icon d={one.icon || icon} /><span className="grow clip">{one.title}</span><span className="sm mut">{one.words}</span>
                      {one.key ? <span className="kbd" aria-hidden="true">G {one.key.toUpperCase()}</span> : null}
                    </div>
                  );
                })}
              </div>
            ))}
          </div>
          {!all.length && isAnswered ? <p className="mut cpn">{words.nothing}</p> : null}
          <p className="sr" role="status">{isAnswered ? words.count.replace("{count}", all.length) : ""}</p>
        </>
      ) : mode === "keys" ? (
        <div className="stack g20">
          <h2>{words.keys}</h2>
          {keys.map(([title, rows]) => (
            <section key={title} className="stack g8">
              <h3 className="eyebrow">{title}</h3>
              <dl className="keys">{rows.map(([combo, text]) => <div key={combo}><dt>{combo.split(" ").map((one) => <span className="kbd" key={one}>{one}</span>)}</dt><dd>{text}</dd></div>)}</dl>
            </section>
          ))}
          <div className="da row"><button type="button" className="btn" onClick={leave}>{words.close}</button></div>
        </div>
      ) : null}
    </dialog>
  );
}
