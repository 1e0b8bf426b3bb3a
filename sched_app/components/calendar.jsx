// The calendar's days: entries at their places, moved by dragging or keys, new ones drawn on empty time.
import { useEffect, useRef, useState } from "react";
import { fill } from "../sheets/sheets.jsx";

const HOUR_PX = 52, STEP = 900, HALF = 1800, LEAST = 900, THRESHOLD = 4;
const px = (seconds) => (seconds / 3600) * HOUR_PX;
const isNarrow = () => window.matchMedia("(max-width: 639px)").matches;
const snap = (place) => Math.round(place / STEP) * STEP;
const iso = (second) => new Date(second * 1000).toISOString().replace(".000", "");

/** Gives the instant that lies at a place of a day; what lies in a missing hour is its end. */
function instantAt(column, place) {
  const found = column.segs.find(([, , , bottom]) => place < bottom) || column.segs.at(-1);
  const [begin, end, top, bottom] = found;
  const at = begin + ((Math.max(place, top) - top) * (end - begin)) / (bottom - top);
  return Math.round(Math.min(at, end));
}

/** Gives where an instant lies on a day; -1 if it is another's. */
function placeOf(column, at) {
  const found = column.segs.find(([begin, end]) => at >= begin && at < end);
  if (!found) return -1;
  const [begin, end, top, bottom] = found;
  return top + ((at - begin) * (bottom - top)) / (end - begin);
}

function clockOf(second, zone) {
  try { return new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" }).format(second * 1000); } catch { return ""; }
}

function lookOf(piece) {
  const height = Math.max(piece.size, LEAST);
  return ["ev", piece.look, height < 2700 ? "s" : "", height < HALF ? "xs" : "", piece.is_cut.includes("t") ? "ct" : "", piece.is_cut.includes("b") ? "cb" : ""].filter(Boolean).join(" ");
}

function tinted(tint) {
  return { "--k-soft": `var(--k${tint}-soft)`, "--k-text": `var(--k${tint}-text)`, "--k-mark": `var(--k${tint}-mark)` };
}

/** What begins before the first hour that is drawn begins there, so that its words are seen. */
function boxOf(piece, from) {
  const share = 100 / piece.lanes, top = Math.max(piece.top, from);
  return {
    top: px(top - from), height: px(Math.max(piece.top + piece.size - top, LEAST)) - 1,
    left: `calc(${piece.lane * share}% + 3px)`, width: `calc(${share}% - 6px)`, ...tinted(piece.tint),
  };
}

/** A day, or several, or several members' day: see `calendar.py`. */
export function CalendarGrid({ columns, marks, hours, tints, mode, zone, now, label, words, onMove, onOpen, onAway, onNew, onPick }) {
  const [from, until] = hours;
  const [lift, setLift] = useState(null), [fresh, setFresh] = useState(null), [said, setSaid] = useState("");
  const body = useRef(null), dragged = useRef(false), pointer = useRef("mouse"), stop = useRef(null);
  useEffect(() => () => stop.current?.(), []);
  const last = Math.min(until, columns[0] ? columns[0].segs.at(-1)[3] : until);

  const spanWords = (column, place, length) => {
    const at = instantAt(column, place);
    return `${clockOf(at, zone)}–${clockOf(at + length, zone)}`;
  };
  const placed = (next) => { setLift(next); setSaid(next ? fill(words.lifted, { day: columns[next.column].label.split(",")[0], time: clockOf(instantAt(columns[next.column], next.place), zone) }) : ""); };
  const drop = (at) => {
    const to = instantAt(columns[at.column], at.place);
    setLift(null);
    if (to !== at.piece.starts_at) onMove?.(at.piece.id, iso(to));
  };

  /** Follows the mouse until it is let go; Escape gives up. */
  const follow = (event, onShift, onEnd) => {
    const begin = { x: event.clientX, y: event.clientY };
    let moved = false;
    const shift = (at) => {
      if (!moved && Math.hypot(at.clientX - begin.x, at.clientY - begin.y) < THRESHOLD) return;
      moved = true;
      dragged.current = true;
      at.preventDefault();
      onShift(at, at.clientY - begin.y);
    };
    const end = (at) => { stop.current(); onEnd(at.type === "pointerup", moved); };
    const keys = (at) => { if (at.key === "Escape") { at.preventDefault(); stop.current(); onEnd(false, moved); } };
    stop.current = () => {
      window.removeEventListener("pointermove", shift);
      window.removeEventListener("pointerup", end);
      window.removeEventListener("pointercancel", end);
      window.removeEventListener("keydown", keys, true);
      stop.current = null;
    };
    window.addEventListener("pointermove", shift);
    window.addEventListener("pointerup", end);
    window.addEventListener("pointercancel", end);
    window.addEventListener("keydown", keys, true);
  };
  const columnAt = (x, otherwise) => {
    if (mode !== "week") return otherwise;
    const boxes = [...body.current.querySelectorAll("[data-column]")].filter((one) => one.offsetParent);
    const found = boxes.find((one) => { const edge = one.getBoundingClientRect(); return x >= edge.left && x < edge.right; });
    return found ? Number(found.dataset.column) : otherwise;
  };
  const clamp = (place, size) => Math.max(0, Math.min(last - Math.min(size, last), place));

  const grab = (event, piece, column) => {
    pointer.current = event.pointerType;
    dragged.current = false;
    if (event.button !== 0 || event.pointerType === "touch" || !piece.may_move) return;
    const length = piece.ends_at - piece.starts_at;
    // A piece that began the day before is moved by its own beginning.
    const top = piece.is_cut.includes("t") ? piece.top - (length - piece.size) : piece.top;
    let at = null;
    follow(event,
      (now, dy) => { at = { piece, column: columnAt(now.clientX, at ? at.column : column), place: clamp(snap(top + (dy / HOUR_PX) * 3600), STEP), length }; placed(at); },
      (isDone) => { if (isDone && at) drop(at); else setLift(null); });
  };
  const draw = (event, column) => {
    pointer.current = event.pointerType;
    if (event.target.closest(".ev") || event.button !== 0) return;
    dragged.current = false;
    if (event.pointerType === "touch") return;
    const edge = event.currentTarget.getBoundingClientRect();
    const start = from + ((event.clientY - edge.top) / HOUR_PX) * 3600;
    const begin = Math.floor(start / STEP) * STEP;
    let at = null;
    follow(event,
      (_, dy) => {
        const other = Math.max(0, Math.min(last, snap(start + (dy / HOUR_PX) * 3600)));
        at = { column, top: Math.min(begin, other), bottom: Math.max(begin + STEP, other) };
        setFresh(at);
      },
      (isDone, moved) => {
        setFresh(null);
        if (!isDone) return;
        const one = columns[column];
        if (moved && at) onNew?.(iso(instantAt(one, at.top)), iso(instantAt(one, at.bottom)), one.member);
        else openAt(one, start);
      });
  };
  const openAt = (column, place) => onNew?.(iso(instantAt(column, Math.floor(place / HALF) * HALF)), "", column.member);
  const tap = (event, column) => {
    if (pointer.current !== "touch" || event.target.closest(".ev")) return;
    const edge = event.currentTarget.getBoundingClientRect();
    openAt(column, from + ((event.clientY - edge.top) / HOUR_PX) * 3600);
  };
  const onKeyDown = (event, piece, column) => {
    const own = lift?.piece.id === piece.id ? lift : null;
    if (own && event.key === "Enter") { event.preventDefault(); drop(own); return; }
    if (own && event.key === "Escape") { event.preventDefault(); setLift(null); setSaid(words.left); return; }
    if (!event.shiftKey || !piece.may_move) return;
    const down = { ArrowUp: -STEP, ArrowDown: STEP }[event.key] || 0;
    const side = mode === "week" ? { ArrowLeft: -1, ArrowRight: 1 }[event.key] || 0 : 0;
    if (!down && !side) return;
    event.preventDefault();
    const at = own || { piece, column, place: piece.top, length: piece.ends_at - piece.starts_at };
    const to = Math.max(0, Math.min(columns.length - 1, at.column + side));
    placed({ ...at, column: to, place: clamp(down > 0 ? Math.floor(at.place / STEP) * STEP + down : Math.ceil(at.place / STEP) * STEP + down, STEP) });
  };

  const entry = (piece, column) => {
    const shown = <><strong>{piece.name}</strong><span>{piece.words}</span></>;
    const given = { key: piece.key, style: boxOf(piece, from), title: piece.label };
    if (piece.kind !== "booking") return <div {...given} role="img" aria-label={piece.label} className={`${lookOf(piece)} still`}>{shown}</div>;
    return (
      <button {...given} type="button" className={`${lookOf(piece)}${lift?.piece.id === piece.id ? " lifted" : ""}`} aria-label={piece.label} aria-describedby={piece.may_move ? "calendar-how" : undefined} data-id={piece.id}
        onPointerDown={(event) => grab(event, piece, column)} onKeyDown={(event) => onKeyDown(event, piece, column)}
        onBlur={() => { if (!stop.current && lift?.piece.id === piece.id) setLift(null); }}
        onClick={(event) => { if (!dragged.current || event.detail === 0) onOpen?.(piece.id); dragged.current = false; }}>{shown}</button>
    );
  };
  const nowLine = (column) => {
    const place = placeOf(column, now);
    return place >= from && place <= until ? <i className="nl" style={{ top: px(place - from) }} /> : null;
  };
  const ghost = (column, index) => {
    if (lift?.column === index) {
      const size = Math.max(LEAST, Math.min(lift.length, last - lift.place));
      return <div className="ev ghost" aria-hidden="true" style={{ ...tinted(lift.piece.tint), top: px(lift.place - from), height: px(size) - 1, left: 3, right: 3 }}><strong>{spanWords(column, lift.place, lift.length)}</strong><span>{lift.piece.name}</span></div>;
    }
    if (fresh?.column === index)
      return <div className="ev ghost new" aria-hidden="true" style={{ top: px(fresh.top - from), height: px(fresh.bottom - fresh.top) - 1, left: 3, right: 3 }}><strong>{spanWords(column, fresh.top, instantAt(column, fresh.bottom) - instantAt(column, fresh.top))}</strong></div>;
    return null;
  };
  const strip = (top, bottom) => ({ top: px(top - from), height: px(bottom - top) });
  const head = (column) => (mode === "week" ? (
    <button type="button" key={column.key} className={`dh${column.is_today ? " td" : ""}${column.is_chosen ? " sel" : ""}`} aria-label={column.label} aria-current={column.is_today ? "date" : undefined} onClick={() => onPick?.(column.on, isNarrow())}>
      <span>{column.head}</span><strong>{column.number}</strong>
    </button>
  ) : <div key={column.key} className={`dh${column.is_today ? " td" : ""}`}>{column.name ? <strong className="clip">{column.name}</strong> : <><span>{column.head}</span><strong>{column.number}</strong></>}</div>);
  const many = mode === "week" ? "week" : columns.length > 1 ? "people" : "alone";
  return (
    <div className={`card wkc ${many}`} style={{ ...tints, "--n": columns.length }} role="group" aria-label={label}>
      <p className="sr" id="calendar-how">{words.how}</p>
      <div className="wkc-in">
        <div className="wh"><span />{columns.map(head)}</div>
        <div className="wb" ref={body} style={{ height: px(until - from) }}>
          <div className="hrs-ax" aria-hidden="true">{marks.filter((mark) => mark.place > from && mark.place < until).map((mark) => <span key={mark.place} style={{ top: px(mark.place - from) }}>{mark.words}</span>)}</div>
          {marks.filter((mark) => mark.place > from && mark.place < until).map((mark) => <i className="ln" key={mark.place} style={{ top: px(mark.place - from) }} />)}
          {columns.map((column, index) => (
            <div key={column.key} className={`dc${column.is_today ? " td" : ""}${column.is_chosen || mode !== "week" ? " sel" : ""}`} role="group" aria-label={column.label} data-column={index} data-on={column.on}
              onPointerDown={(event) => draw(event, index)} onClick={(event) => tap(event, column)}>
              {column.open.map(([top, bottom]) => <i className="op" key={top} style={strip(top, bottom)} />)}
              {column.missing.length ? <i className="gap" style={strip(...column.missing)} /> : null}
              {column.offs.map((piece) => <button type="button" key={piece.key} className={lookOf(piece)} style={boxOf(piece, from)} title={piece.label} aria-label={piece.label} onClick={() => onAway?.(piece.id)}><strong>{piece.name}</strong><span>{piece.words}</span></button>)}
              {column.pieces.map((piece) => entry(piece, index))}
              {ghost(column, index)}
              {nowLine(column)}
            </div>
          ))}
        </div>
      </div>
      <span className="sr" role="status">{said}</span>
    </div>
  );
}

/** Hears the calendar's keys anywhere on the page, but not while something is typed or chosen. */
export function CalendarKeys({ keys, onPress }) {
  const press = useRef(onPress);
  useEffect(() => { press.current = onPress; });
  useEffect(() => {
    const hear = (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.defaultPrevented) return;
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      if (!keys.includes(key)) return;
      if (event.target.closest?.("input,textarea,select,dialog,[contenteditable],[role=tablist],[role=listbox],[role=grid],.menu,.combo") || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      press.current?.(key, isNarrow());
    };
    document.addEventListener("keydown", hear);
    return () => document.removeEventListener("keydown", hear);
  }, [keys]);
  return null;
}
