// Choosing a time: the month, the list of times, the time zone, and the time that is kept.
import { useEffect, useId, useMemo, useRef, useState } from "react";

const DAY = 86400000;
const parse = (text) => new Date(`${text}T00:00:00Z`);
const show = (date) => date.toISOString().slice(0, 10);
const shift = (text, days) => show(new Date(parse(text).getTime() + days * DAY));

function shiftMonth(text, months) {
  const [year, month, day] = text.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return show(new Date(Date.UTC(year, month - 1 + months, Math.min(day, last))));
}

function firstDayOfWeek() {
  try {
    const locale = new Intl.Locale(navigator.language);
    return (locale.getWeekInfo?.() || locale.weekInfo)?.firstDay || 1;
  } catch { return 1; }
}

const fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function longDay(text, words) {
  const date = parse(text);
  return fill(words.day, {
    weekday: words.weekdays[(date.getUTCDay() + 6) % 7], day: date.getUTCDate(), month: words.months[date.getUTCMonth()],
  });
}

/** One month of days as a grid: free days carry a bar by their number of times. */
export function MonthGrid({ month, today, selected, counts, busy, min, max, words, labelledBy, onPick, onMonth }) {
  const table = useRef(null), wanted = useRef(null);
  const [first, setFirst] = useState(1);
  const [at, setAt] = useState(null);
  useEffect(() => setFirst(firstDayOfWeek()), []);
  const begin = `${month}-01`;
  const inMonth = (date) => date?.slice(0, 7) === month;
  const free = Object.keys(counts || {}).filter((date) => counts[date] > 0 && inMonth(date)).sort();
  const tab = inMonth(at) ? at : inMonth(selected) ? selected : free[0] || (inMonth(today) ? today : begin);
  const lead = (parse(begin).getUTCDay() - (first % 7) + 7) % 7;
  const weeks = useMemo(() => [0, 1, 2, 3, 4, 5].map((row) =>
    [0, 1, 2, 3, 4, 5, 6].map((column) => shift(begin, row * 7 + column - lead))), [begin, lead]);

  useEffect(() => {
    if (!wanted.current || !inMonth(wanted.current)) return;
    table.current.querySelector(`[data-date="${wanted.current}"]`)?.focus();
    wanted.current = null;
  });

  const go = (to) => {
    if (to.slice(0, 7) < min || to.slice(0, 7) > max) return;
    wanted.current = to;
    setAt(to);
    if (!inMonth(to)) onMonth?.(to.slice(0, 7));
  };
  const onKeyDown = (event) => {
    const from = event.target.dataset?.date;
    if (!from) return;
    const column = (parse(from).getUTCDay() - (first % 7) + 7) % 7;
    const months = event.shiftKey ? 12 : 1;
    const to = {
      ArrowLeft: () => shift(from, -1), ArrowRight: () => shift(from, 1),
      ArrowUp: () => shift(from, -7), ArrowDown: () => shift(from, 7),
      Home: () => shift(from, -column), End: () => shift(from, 6 - column),
      PageUp: () => shiftMonth(from, -months), PageDown: () => shiftMonth(from, months),
    }[event.key];
    if (!to) return;
    event.preventDefault();
    go(to());
  };
  const cell = (date) => {
    if (!inMonth(date)) return <td key={date} aria-hidden="true" />;
    const number = counts?.[date] || 0;
    const chosen = date === selected;
    const size = number >= 6 ? "n3" : number >= 3 ? "n2" : "";
    const said = number === 0 ? words.none : number === 1 ? words.one : words.many;
    return (
      <td key={date} role="gridcell" aria-selected={chosen}>
        <button type="button" data-date={date} tabIndex={date === tab ? 0 : -1} aria-disabled={number === 0 || undefined}
          aria-current={date === today ? "date" : undefined}
          className={`d ${number ? "free" : "off"} ${size} ${date === today ? "today" : ""} ${chosen ? "sel" : ""}`}
          aria-label={fill(said, { day: longDay(date, words), count: number })}
          onClick={() => { setAt(date); if (number) onPick?.(date); }}>
          {Number(date.slice(8))}{number || busy ? <i /> : null}
        </button>
      </td>
    );
  };
  const order = [0, 1, 2, 3, 4, 5, 6].map((step) => (first - 1 + step) % 7);
  return (
    <table className="month" role="grid" aria-labelledby={labelledBy} aria-busy={!!busy} ref={table} onKeyDown={onKeyDown}>
      <thead><tr>{order.map((day) => <th key={day} scope="col" abbr={words.weekdays[day]}>{words.short[day]}</th>)}</tr></thead>
      <tbody>{weeks.map((week) => <tr key={week[0]}>{week.map(cell)}</tr>)}</tbody>
    </table>
  );
}

/** The free times of a day; choosing one splits it into the time and Continue, so a mis-tap costs nothing. */
export function TimeList({ groups, dateWords, wanted, busy, words, onContinue }) {
  const [chosen, setChosen] = useState(null);
  const go = useRef(null), bar = useRef(null);
  const all = groups.flatMap((group) => group.times);
  const time = all.find((one) => one.at === chosen);
  // The address's time may come after the list: a page that was here before still shows its own.
  useEffect(() => { if (wanted) setChosen(wanted); }, [wanted]);
  useEffect(() => { if (chosen && !time) setChosen(null); }, [chosen, time]);
  useEffect(() => {
    if (!chosen) return;
    // On a phone the bar at the foot goes on, elsewhere the split slot does.
    const next = [go.current, bar.current].map((box) => box?.querySelector("button"));
    next.find((button) => button?.offsetParent)?.focus({ preventScroll: true });
  }, [chosen]);
  const next = (label) => (
    <button type="button" className="btn pri" aria-disabled={!!busy} aria-busy={!!busy}
      onClick={() => { if (!busy) onContinue?.(chosen); }}>
      {busy ? <span className="spin" /> : null}{words.next}<span className="sr"> {label}</span>
    </button>
  );
  const slot = (one) => one.at === chosen
    ? <li key={one.at} className="sel" ref={go}><span className="t">{one.label}</span>{next(fill(words.with, { time: one.label }))}</li>
    : <li key={one.at}><button type="button" className="slot" onClick={() => setChosen(one.at)}>{one.label}</button></li>;
  return (
    <>
      <div className={all.length > 12 ? "tl many" : "tl"}>
        {groups.map((group) => (
          <div key={group.name} className="stack g8"><h3 className="eyebrow">{group.name}</h3><ul>{group.times.map(slot)}</ul></div>
        ))}
      </div>
      {time ? <div className="go" ref={bar}><p><span className="sm mut">{dateWords}</span><br /><strong>{time.span}</strong></p>{next(fill(words.with, { time: time.label }))}</div> : null}
    </>
  );
}

const offsets = new Map();

/** The time that is kept for the visitor, draining; said aloud at 5, 2 and 1 minute only. */
export function Countdown({ until, now, total, words, onDone, onAgain }) {
  const [left, setLeft] = useState(null);
  const [said, setSaid] = useState("");
  const fired = useRef(null), before = useRef(null), done = useRef(onDone);
  useEffect(() => { done.current = onDone; });
  useEffect(() => {
    // The visitor's clock may be wrong: what counts is the server's, as of its answer.
    if (!offsets.has(now)) offsets.set(now, now - Date.now());
    const offset = offsets.get(now);
    before.current = null;
    setSaid("");
    const tick = () => {
      const rest = Math.max(0, Math.ceil((until - Date.now() - offset) / 1000));
      setLeft(rest);
      for (const minute of [5, 2, 1])
        if (before.current > minute * 60 && rest <= minute * 60) setSaid(words.say[minute]);
      before.current = rest;
      if (rest === 0 && fired.current !== until) { fired.current = until; setSaid(words.gone); done.current?.(); }
    };
    tick();
    const id = setInterval(tick, 250);
    return () => clearInterval(id);
  }, [until, now]);
  const gone = left === 0, late = left !== null && left < 120;
  const clock = left === null ? "–:––" : `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  return (
    <div className={gone ? "hold x" : late ? "hold w" : "hold"}>
      <div className="row between">
        <span className="sm strong">{gone ? words.gone : late ? words.soon : words.kept}</span>
        {gone
          ? <button type="button" className="link sm" onClick={() => onAgain?.()}>{words.again}</button>
          : <strong className="cd" role="timer" aria-label={words.left}>{clock}</strong>}
      </div>
      <div className="hl" aria-hidden="true"><i style={{ width: `${left === null ? 100 : Math.min(100, (left / total) * 100)}%` }} /></div>
      <span className="sr" role="status">{said}</span>
    </div>
  );
}

function cityOf(zone) { return zone.split("/").pop().replaceAll("_", " "); }

function clockIn(zone, hour12) {
  try { return new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: hour12 ? "numeric" : "2-digit", minute: "2-digit", hour12 }).format(new Date()); } catch { return ""; }
}

/** A combobox over all time zones; the likely ones stand on top, the search takes city and region. */
export function ZonePicker({ zone, likely, hour12, words, plain, inputId, onChoose }) {
  const [open, setOpen] = useState(false), [search, setSearch] = useState(""), [active, setActive] = useState(0), [, setTick] = useState(0);
  const box = useRef(null), id = useId();
  useEffect(() => { const timer = setInterval(() => setTick((n) => n + 1), 20000); return () => clearInterval(timer); }, []);
  const zones = useMemo(() => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const top = [zone, own, ...(likely || [])].filter(Boolean);
    const all = Intl.supportedValuesOf ? Intl.supportedValuesOf("timeZone") : [];
    return [...new Set([...top, ...all, "UTC"])];
  }, [zone, likely]);
  const asked = search.trim().toLowerCase();
  const found = zones.filter((one) => one.toLowerCase().replaceAll("_", " ").includes(asked));
  const shown = found.slice(0, asked ? 60 : 500);
  const close = (refocus) => { setOpen(false); setSearch(""); setActive(0); if (refocus) box.current.querySelector("button").focus(); };
  const choose = (one) => { close(true); onChoose?.(one); };
  useEffect(() => {
    if (!open) return undefined;
    box.current.querySelector("input").focus();
    const away = (event) => { if (!box.current?.contains(event.target)) close(false); };
    document.addEventListener("pointerdown", away);
    return () => document.removeEventListener("pointerdown", away);
  }, [open]);
  useEffect(() => { if (open) box.current.querySelector("[data-active=true]")?.scrollIntoView({ block: "nearest" }); }, [active, open]);
  const onKeyDown = (event) => {
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key === "Escape") { event.stopPropagation(); close(true); }
    else if (event.key === "Enter") { event.preventDefault(); if (shown[active]) choose(shown[active]); }
    else if (moves[event.key]) { event.preventDefault(); setActive((shown.length + active + moves[event.key]) % Math.max(1, shown.length)); }
    else if (event.key === "Tab") close(false);
  };
  const clock = clockIn(zone, hour12);
  return (
    <div className={plain ? "combo" : "combo up"} ref={box}>
      <button type="button" id={inputId || undefined} className={plain ? "input row between" : "btn ghost s"} aria-haspopup="listbox" aria-expanded={open}
        aria-label={fill(words.button, { city: cityOf(zone), time: clock })} onClick={() => (open ? close(false) : setOpen(true))}>
        {plain ? null : <svg className="i s" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 3.5a8.5 8.5 0 1 1 0 17a8.5 8.5 0 0 1 0-17zM3.5 12h17M12 3.5c2.5 2.5 3.5 5.3 3.5 8.5s-1 6-3.5 8.5c-2.5-2.5-3.5-5.3-3.5-8.5s1-6 3.5-8.5z" /></svg>}
        <span className="clip">{plain ? zone.replaceAll("_", " ") : fill(words.now, { city: cityOf(zone), time: clock })}</span>
        <svg className="i s" viewBox="0 0 24 24" aria-hidden="true"><path d="M6 9.5l6 6 6-6" /></svg>
      </button>
      {open ? (
        <div className="combo-list">
          <input className="input" role="combobox" aria-expanded="true" aria-controls={`${id}-list`} aria-autocomplete="list"
            aria-activedescendant={shown[active] ? `${id}-${active}` : undefined} aria-label={words.search} placeholder={words.search}
            value={search} onChange={(event) => { setSearch(event.target.value); setActive(0); }} onKeyDown={onKeyDown} />
          <div role="listbox" id={`${id}-list`} aria-label={words.list}>
            {shown.map((one, index) => (
              <div role="option" key={one} id={`${id}-${index}`} aria-selected={one === zone} data-active={index === active} onPointerDown={(event) => { event.preventDefault(); choose(one); }}>
                <span>{one.replaceAll("_", " ")}</span><span>{clockIn(one, hour12)}</span>
              </div>
            ))}
          </div>
          {shown.length === 0 ? <p className="sm mut pad16" role="status">{words.nothing}</p> : null}
        </div>
      ) : null}
    </div>
  );
}
