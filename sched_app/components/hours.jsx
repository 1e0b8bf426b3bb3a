// Hours of a week: bars to drag, fields to type, steps of 15 minutes, copying to other days.
import { useEffect, useId, useMemo, useRef, useState } from "react";
import { Fault, Icon, fill, useSheet } from "../sheets/sheets.jsx";
import { HoursGrid } from "./hours_grid.jsx";

const STEP = 15, DAY = 1440;
const two = (number) => String(number).padStart(2, "0");
export const clock = (minutes) => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;

/** Reads 9, 9:15, 0915, 9.15, 9am, 9:15 pm, 24:00; null for anything else. */
export function minutesOf(text) {
  const found = /^(\d{1,2})(?:[:.h ]?(\d{2}))?\s*(a|p)?\.?(?:m\.?)?$/i.exec(text.trim());
  if (!found) return null;
  let hours = Number(found[1]);
  const minutes = Number(found[2] || 0), half = found[3]?.toLowerCase();
  if (minutes > 59 || hours > 24 || (hours === 24 && minutes) || (half && (hours < 1 || hours > 12))) return null;
  if (half) hours = (hours % 12) + (half === "p" ? 12 : 0);
  return hours * 60 + minutes;
}

const rowsOf = (ranges) => ranges.map(([from, to]) => ({ from: clock(from), to: clock(to) }));
const weekOf = (weekly) => [0, 1, 2, 3, 4, 5, 6].map((day) => rowsOf(weekly.filter((one) => one[0] === day).map(([, from, to]) => [from, to]).sort((a, b) => a[0] - b[0])));

function read(row) {
  const from = minutesOf(row.from);
  let to = minutesOf(row.to);
  if (to === 0) to = DAY;
  return { from: from === DAY ? 0 : from, to };
}

function faultOf(row, words) {
  const { from, to } = read(row);
  if (from === null) return { at: "from", words: words.time };
  if (to === null) return { at: "to", words: words.time };
  if (from % STEP) return { at: "from", words: fill(words.step, { before: clock(from - (from % STEP)), after: clock(from - (from % STEP) + STEP) }) };
  if (to % STEP) return { at: "to", words: fill(words.step, { before: clock(to - (to % STEP)), after: clock(to - (to % STEP) + STEP) }) };
  if (from === to) return { at: "to", words: words.empty };
  return null;
}

const endOf = ({ from, to }) => (to <= from ? to + DAY : to);
const spanOf = (row) => `${row.from}–${row.to}`;

/** Finds what is wrong with each row of a day; `late` is how far the day before reaches into it. */
function faultsOf(rows, words, late = 0) {
  const found = rows.map((row) => faultOf(row, words));
  const order = rows.map((row, index) => ({ index, ...read(row) })).filter(({ index }) => !found[index]).sort((a, b) => a.from - b.from || a.index - b.index);
  let before = late > 0 ? { words: fill(words.overlap_late, { to: clock(late) }), end: late } : null;
  for (const one of order) {
    if (before && one.from < before.end) found[one.index] = { at: "from", words: before.words };
    const end = endOf(one);
    if (!before || end > before.end)
      before = { end, words: end > DAY ? fill(words.overlap_next, { span: spanOf(rows[one.index]) }) : fill(words.overlap, { span: spanOf(rows[one.index]), to: clock(end % DAY || DAY) }) };
  }
  return found;
}

function lateOf(rows, words) {
  const sound = rows.filter((row) => !faultOf(row, words)).map(read);
  return Math.max(0, ...sound.map((one) => endOf(one) - DAY));
}

function weekFaults(week, words) {
  return week.map((rows, day) => faultsOf(rows, words, lateOf(week[(day + 6) % 7], words)));
}

const flat = (week) => week.flatMap((rows, day) => rows.map(read).map(({ from, to }) => [day, from, to]).sort((a, b) => a[1] - b[1]));
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function nextHours(rows) {
  const last = rows.map(read).filter(({ from, to }) => from !== null && to !== null).sort((a, b) => endOf(a) - endOf(b)).at(-1);
  if (!last) return { from: "09:00", to: "17:00" };
  const from = Math.min(endOf(last) + 60, DAY - 60);
  return { from: clock(Math.ceil(from / STEP) * STEP), to: clock(Math.min(from + 120, DAY)) };
}

/** Pairs of fields for the hours of one day. */
function Rows({ rows, faults, label, id, icons, words, onRows, wantsFocus }) {
  const box = useRef(null), before = useRef(rows.length);
  useEffect(() => {
    if (rows.length > before.current && wantsFocus) {
      const fields = box.current?.querySelectorAll("input");
      fields?.[fields.length - 2]?.select();
    }
    before.current = rows.length;
  }, [rows.length]);
  const put = (index, side, text, done) => onRows(rows.map((row, i) => (i === index ? { ...row, [side]: text } : row)), done);
  const tidy = (index, side) => {
    const minutes = minutesOf(rows[index][side]);
    if (minutes !== null) put(index, side, clock(side === "to" && minutes === 0 ? DAY : minutes), true);
    else onRows(rows, true);
  };
  const onKeyDown = (event, index, side) => {
    if (event.key === "Enter") { event.preventDefault(); tidy(index, side); return; }
    const step = { ArrowUp: STEP, ArrowDown: -STEP }[event.key];
    const minutes = minutesOf(rows[index][side]);
    if (!step || minutes === null) return;
    event.preventDefault();
    const to = minutes + step * (event.shiftKey ? 4 : 1);
    const snapped = step > 0 ? Math.floor(to / STEP) * STEP : Math.ceil(to / STEP) * STEP;
    put(index, side, clock(Math.max(side === "to" ? STEP : 0, Math.min(side === "to" ? DAY : DAY - STEP, snapped))), true);
  };
  const remove = (index) => {
    onRows(rows.filter((_, i) => i !== index), true);
    requestAnimationFrame(() => (box.current?.querySelectorAll("input")[index * 2] || box.current?.closest("[data-day],.field")?.querySelector("[data-add]"))?.focus());
  };
  return (
    <div className="stack g12" ref={box}>
      {rows.map((row, index) => {
        const wrong = faults[index], note = `${id}-${index}`;
        const field = (side) => (
          <input className="input" value={row[side]} inputMode="text" autoComplete="off" maxLength={8}
            aria-label={fill(words[side], { day: label, number: index + 1 })} aria-invalid={wrong?.at === side ? true : undefined} aria-describedby={wrong ? note : undefined}
            onChange={(event) => put(index, side, event.target.value, false)} onBlur={() => tidy(index, side)} onKeyDown={(event) => onKeyDown(event, index, side)} />
        );
        const { from, to } = read(row);
        const isNext = from !== null && to !== null && to < from;
        return (
          <div className="stack g8" key={index}>
            <div className="ed-r">{field("from")}<span>{words.to_word}</span>{field("to")}
              <button type="button" className="btn ghost icon s" aria-label={fill(words.remove, { span: spanOf(row) })} title={fill(words.remove, { span: spanOf(row) })} onClick={() => remove(index)}><Icon d={icons.trash} /></button>
            </div>
            {wrong ? <Fault id={note} icons={icons}>{wrong.words}</Fault> : isNext ? <p className="hint">{words.next_day}</p> : null}
          </div>
        );
      })}
    </div>
  );
}

/** Hours within a sheet, such as those of one date: `[[start, end]]` in minutes. */
export function RangesField({ name, label, shownIf }) {
  const { typed, set, faults, checks, icons, words } = useSheet();
  const hidden = shownIf && !shownIf.slice(1).includes(String(typed[shownIf[0]]));
  const [rows, setRows] = useState(() => rowsOf(typed[name]?.length ? typed[name] : [[540, 1020]]));
  const [shown, setShown] = useState([]);
  const id = useId();
  useEffect(() => {
    if (hidden) return undefined;
    checks[name] = () => {
      const found = faultsOf(rows, words.hours);
      setShown(found);
      return found.some(Boolean) ? words.hours.look : rows.length ? "" : words.hours.none;
    };
    return () => { delete checks[name]; };
  }, [name, hidden, rows]);
  useEffect(() => { if (!hidden && !faultsOf(rows, words.hours).some(Boolean)) set(name, rows.map(read).map(({ from, to }) => [from, to])); }, [rows, hidden]);
  if (hidden) return null;
  const onRows = (next, done) => { setRows(next); if (done) setShown(faultsOf(next, words.hours)); else setShown((before) => before.map((one, i) => (one ? faultsOf(next, words.hours)[i] : null))); };
  const wrong = shown.some(Boolean) ? "" : faults[name];
  return (
    <div className="field" data-wrong={wrong ? true : undefined}>
      <span className="label">{label}</span>
      <Rows rows={rows} faults={shown} label={label} id={id} icons={icons} words={words.hours} onRows={onRows} wantsFocus />
      {wrong ? <Fault icons={icons}>{wrong}</Fault> : null}
      <button type="button" className="btn s start" data-add onClick={() => onRows([...rows, nextHours(rows)], true)}><Icon d={icons.plus} small />{words.hours.add}</button>
    </div>
  );
}

function Bar({ row, index, day, axis, isOpen, words, neighbours, onChange, onOpen, onRemove }) {
  const box = useRef(null);
  const { from, to } = read(row);
  const end = to <= from ? DAY : to;
  const left = (minute) => ((Math.min(axis[1], Math.max(axis[0], minute)) - axis[0]) / (axis[1] - axis[0])) * 100;
  const put = (side, minutes, done) => {
    const [low, high] = neighbours;
    if (side === "from") onChange({ from: clock(Math.max(low, Math.min(end - STEP, minutes))), to: row.to }, done);
    else if (side === "to") onChange({ from: row.from, to: clock(Math.min(high, Math.max(from + STEP, minutes))) }, done);
    else { const size = end - from, at = Math.max(low, Math.min(high - size, minutes)); onChange({ from: clock(at), to: clock(at + size) }, done); }
  };
  const onPointerDown = (event) => {
    if (event.button !== 0 || to <= from) return;
    const side = event.target.dataset.side || "both", x = event.clientX;
    const perPixel = (axis[1] - axis[0]) / box.current.parentElement.getBoundingClientRect().width;
    let moved = false;
    box.current.setPointerCapture(event.pointerId);
    const shift = (at) => {
      const minutes = Math.round(((at.clientX - x) * perPixel) / STEP) * STEP;
      if (!minutes && !moved) return;
      moved = true;
      put(side, (side === "to" ? end : from) + minutes, false);
    };
    const drop = (at) => {
      box.current?.removeEventListener("pointermove", shift);
      box.current?.removeEventListener("pointerup", drop);
      box.current?.removeEventListener("pointercancel", drop);
      if (moved) put(side, (side === "to" ? end : from) + Math.round(((at.clientX - x) * perPixel) / STEP) * STEP, true);
      else onOpen();
    };
    box.current.addEventListener("pointermove", shift);
    box.current.addEventListener("pointerup", drop);
    box.current.addEventListener("pointercancel", drop);
  };
  const onKeyDown = (event) => {
    const side = event.target.dataset.side;
    if (!side) return;
    if (event.key === "Delete" || event.key === "Backspace") { event.preventDefault(); onRemove(); return; }
    const step = { ArrowRight: STEP, ArrowUp: STEP, ArrowLeft: -STEP, ArrowDown: -STEP }[event.key];
    if (!step) return;
    event.preventDefault();
    put(side, (side === "to" ? end : from) + step * (event.shiftKey ? 4 : 1), true);
  };
  const onDoubleClick = (event) => {
    const rect = box.current.parentElement.getBoundingClientRect();
    const at = Math.round((axis[0] + ((event.clientX - rect.left) / rect.width) * (axis[1] - axis[0])) / STEP) * STEP;
    if (at - from >= STEP && end - at >= 3 * STEP) onChange([{ from: row.from, to: clock(at) }, { from: clock(at + 2 * STEP), to: row.to }], true);
  };
  const handle = (side) => (
    <u role="slider" tabIndex={isOpen ? 0 : -1} data-side={side} aria-label={fill(words[side], { day, number: index + 1 })} aria-valuemin={0} aria-valuemax={DAY}
      aria-valuenow={side === "to" ? end : from} aria-valuetext={fill(words.value, { from: row.from, to: row.to })} />
  );
  return (
    <div className="rg" ref={box} style={{ left: `${left(from)}%`, width: `${left(end) - left(from)}%` }} onPointerDown={onPointerDown} onKeyDown={onKeyDown} onDoubleClick={onDoubleClick}>
      {handle("from")}<span aria-hidden="true">{spanOf(row)}</span>{handle("to")}
    </div>
  );
}

function CopyTo({ day, days, order, words, onCopy, onClose }) {
  const [chosen, setChosen] = useState(() => [0, 1, 2, 3, 4].filter((one) => one !== day));
  const box = useRef(null);
  useEffect(() => { box.current?.querySelector("input")?.focus(); }, []);
  return (
    <div className="cp" role="group" aria-label={fill(words.copy, { day: days[day] })} ref={box} onKeyDown={(event) => { if (event.key === "Escape") { event.stopPropagation(); onClose(); } }}>
      <p className="label">{fill(words.copy_to, { day: days[day] })}</p>
      <div className="row wrap g8">
        {order.filter((one) => one !== day).map((one) => (
          <label className="chip" key={one}><input type="checkbox" className="check" checked={chosen.includes(one)} onChange={(event) => setChosen(event.target.checked ? [...chosen, one] : chosen.filter((other) => other !== one))} />{days[one]}</label>
        ))}
      </div>
      <div className="row g8">
        <button type="button" className="btn s tonal" disabled={!chosen.length} onClick={() => onCopy(chosen)}>{words.copy_now}</button>
        <button type="button" className="btn s ghost" onClick={onClose}>{words.copy_not}</button>
      </div>
    </div>
  );
}

function totalOf(rows, words) {
  const minutes = rows.map(read).filter(({ from, to }) => from !== null && to !== null).reduce((sum, one) => sum + endOf(one) - one.from, 0);
  const hours = Math.floor(minutes / 60), rest = minutes % 60;
  if (!minutes) return words.closed;
  return rest ? fill(hours ? words.hours_minutes : words.minutes, { hours, minutes: rest }) : fill(words.hours_only, { hours });
}

function firstDay() {
  try {
    const locale = new Intl.Locale(navigator.language);
    return (((locale.getWeekInfo?.() || locale.weekInfo)?.firstDay || 1) + 6) % 7;
  } catch { return 0; }
}

/** The week's hours; every sound change is saved by itself, an unsound one says so at its field. */
export function HoursEditor({ weekly, place, days, shorts, icons, words, onSave }) {
  const name = `openhours:draft:${place}`;
  const [week, setWeek] = useState(() => weekOf(weekly || []));
  const [shown, setShown] = useState(() => week.map((rows) => rows.map(() => null)));
  const [open, setOpen] = useState(null), [copying, setCopying] = useState(null), [said, setSaid] = useState("");
  const [past, setPast] = useState([]), [first, setFirst] = useState(0), [isWide, setWide] = useState(false);
  const sent = useRef(flat(weekOf(weekly || []))), waiting = useRef([]), timer = useRef(null), save = useRef(onSave), box = useRef(null), last = useRef(week), settled = useRef(week);
  useEffect(() => { save.current = onSave; });
  useEffect(() => {
    setFirst(firstDay());
    setWide(window.matchMedia("(min-width: 640px)").matches);
    try { const draft = JSON.parse(sessionStorage.getItem(name)); if (draft) change(draft, true); } catch { /* No draft, or none to be read. */ }
    return () => clearTimeout(timer.current);
  }, []);
  const order = [0, 1, 2, 3, 4, 5, 6].map((index) => (first + index) % 7);
  const sound = (one) => !weekFaults(one, words).flat().some(Boolean);

  useEffect(() => {
    // Another tab, or another device, may have saved other hours: they come in while nothing is unsaved.
    const fresh = flat(weekOf(weekly || []));
    // The answer to one save may come after the next was sent: it is older than what stands here.
    const answered = waiting.current.findIndex((one) => same(one, fresh));
    waiting.current.splice(0, answered < 0 ? 1 : answered + 1);
    if (waiting.current.length) return;
    if (!same(fresh, sent.current) && sound(last.current) && same(flat(last.current), sent.current)) {
      const next = weekOf(weekly || []);
      last.current = settled.current = next;
      setWeek(next);
    }
    sent.current = fresh;
    if (sound(last.current) && same(flat(last.current), fresh)) try { sessionStorage.removeItem(name); } catch { /* No storage, no draft. */ }
  }, [weekly]);

  const send = () => {
    clearTimeout(timer.current);
    const now = last.current;
    if (!sound(now) || same(flat(now), sent.current)) return;
    sent.current = flat(now);
    waiting.current.push(sent.current);
    save.current?.(flat(now));
  };
  function change(next, done) {
    last.current = next;
    setWeek(next);
    try { sessionStorage.setItem(name, JSON.stringify(next)); } catch { /* No storage: it lives in the page. */ }
    const found = weekFaults(next, words);
    setShown((before) => found.map((rows, day) => rows.map((one, index) => (done || before[day]?.[index] ? one : null))));
    clearTimeout(timer.current);
    if (done) timer.current = setTimeout(send, 700);
  }
  const step = (next, done = true) => {
    const before = settled.current;
    if (done && !same(next, before)) {
      setPast((all) => [...all.slice(-19), before]);
      settled.current = next;
    }
    change(next, done);
  };
  const setDay = (day, rows, done = true) => step(week.map((one, index) => (index === day ? rows : one)), done);
  const undo = () => {
    const before = past.at(-1);
    if (!before) return;
    setPast(past.slice(0, -1));
    settled.current = before;
    change(before, true);
    setSaid(words.undone);
  };
  const all = week.flat().map(read).filter(({ from, to }) => from !== null && to !== null);
  const axis = [Math.min(7 * 60, ...all.map(({ from }) => Math.floor(from / 60) * 60)), Math.max(21 * 60, ...all.map((one) => Math.min(DAY, Math.ceil(endOf(one) / 60) * 60)))];
  const hours = (axis[1] - axis[0]) / 60;
  const ticks = useMemo(() => { const every = hours > 16 ? 4 : 2, found = []; for (let at = Math.ceil(axis[0] / 60 / every) * every; at * 60 < axis[1]; at += every) if (at * 60 > axis[0]) found.push(at); return found; }, [axis[0], axis[1]]);
  const onKeyDown = (event) => { if ((event.ctrlKey || event.metaKey) && event.key === "z" && event.target.tagName !== "INPUT") { event.preventDefault(); undo(); } };
  const toggleFields = (day) => { setOpen(open === day ? null : day); setCopying(null); };
  const closeCopy = (day) => { setCopying(null); requestAnimationFrame(() => box.current.querySelector(`[data-copy="${day}"]`)?.focus()); };

  const row = (day) => {
    const rows = week[day], isOpen = open === day;
    const usable = rows.map((one, index) => ({ one, index })).filter(({ one }) => !faultOf(one, words));
    const bounds = (index) => {
      const own = read(rows[index]), others = usable.filter((other) => other.index !== index).map(({ one }) => read(one));
      return [Math.max(0, ...others.filter((one) => one.from < own.from).map((one) => Math.min(DAY, endOf(one)))), Math.min(DAY, ...others.filter((one) => one.from > own.from).map((one) => one.from))];
    };
    const text = rows.map(spanOf).join(", ") || words.closed;
    return (
      <li key={day} data-day={day} className={isOpen || copying === day ? "foc" : ""}>
        <div className="ar">
          <div className="row g12 ar-d">
            <span className="switch"><input type="checkbox" role="switch" aria-label={fill(words.open_on, { day: days[day] })} checked={rows.length > 0} onChange={(event) => { setDay(day, event.target.checked ? [{ from: "09:00", to: "17:00" }] : []); if (event.target.checked) setOpen(day); }} /><i /></span>
            <button type="button" className="day" aria-expanded={isOpen} aria-controls={`${place}-${day}`} aria-label={`${days[day]}, ${text}`} onClick={() => toggleFields(day)}>{days[day]}</button>
          </div>
          <div className="trk" style={{ "--n": hours }}>
            {usable.map(({ one, index }) => (
              <Bar key={index} row={one} index={index} day={days[day]} axis={axis} isOpen={isOpen} words={words} neighbours={bounds(index)}
                onChange={(next, done) => setDay(day, rows.flatMap((other, i) => (i === index ? next : other)), done)} onOpen={() => setOpen(day)}
                onRemove={() => { setDay(day, rows.filter((_, i) => i !== index)); setSaid(fill(words.removed, { span: spanOf(one) })); box.current.querySelector(`[data-day="${day}"] .day`)?.focus(); }} />
            ))}
          </div>
          <p className="txt" aria-hidden="true">{text}</p>
          <span className="sm mut tot">{totalOf(rows, words)}</span>
          <div className="row tools">
            <button type="button" className="btn ghost icon s" aria-label={fill(words.add_on, { day: days[day] })} title={fill(words.add_on, { day: days[day] })} onClick={() => { setOpen(day); setCopying(null); setDay(day, [...rows, nextHours(rows)]); }}><Icon d={icons.plus} /></button>
            <button type="button" className="btn ghost icon s" data-copy={day} aria-expanded={copying === day} aria-label={fill(words.copy, { day: days[day] })} title={fill(words.copy, { day: days[day] })} onClick={() => setCopying(copying === day ? null : day)}><Icon d={icons.copy} /></button>
          </div>
        </div>
        <div id={`${place}-${day}`} hidden={!isOpen && copying !== day} className="ed">
          {copying === day ? (
            <CopyTo day={day} days={days} order={order} words={words} onClose={() => closeCopy(day)}
              onCopy={(chosen) => { step(week.map((one, index) => (chosen.includes(index) ? rows.map((r) => ({ ...r })) : one))); setSaid(fill(words.copied, { days: order.filter((one) => chosen.includes(one)).map((one) => days[one]).join(", ") })); closeCopy(day); }} />
          ) : null}
          {isOpen ? (
            <>
              <p className="sm mut hide-s">{words.how}</p>
              <Rows rows={rows} faults={shown[day] || []} label={days[day]} id={`${place}-${day}-f`} icons={icons} words={words} wantsFocus onRows={(next, done) => (done ? setDay(day, next) : change(week.map((one, index) => (index === day ? next : one)), false))} />
              <button type="button" className="btn s start" data-add onClick={() => setDay(day, [...rows, nextHours(rows)])}><Icon d={icons.plus} small />{words.add}</button>
            </>
          ) : null}
        </div>
      </li>
    );
  };
  return (
    <div className="hrs" ref={box} onKeyDown={onKeyDown} onBlur={(event) => { if (!event.currentTarget.contains(event.relatedTarget)) send(); }}>
      <div className="axis" aria-hidden="true"><span /><div>{ticks.map((hour) => <span key={hour} style={{ left: `${((hour * 60 - axis[0]) / (axis[1] - axis[0])) * 100}%` }}>{two(hour)}</span>)}</div></div>
      <ul>{order.map(row)}</ul>
      <details className="hg-more" open={isWide}>
        <summary>{words.grid}</summary>
        <HoursGrid ranges={flat(week.map((rows) => rows.filter((one) => !faultOf(one, words))))} days={days} shorts={shorts} order={order} isSound={sound(week)} words={words} onPaint={(next) => step(next)} />
      </details>
      {past.length ? <div className="hrs-foot"><button type="button" className="btn ghost s" onClick={undo}><Icon d={icons.undo} small />{words.undo}</button></div> : null}
      <span className="sr" role="status">{said}</span>
    </div>
  );
}
