// A week in quarters of an hour, painted by mouse, touch or keys; beside the rows, on the same hours.
import { useEffect, useMemo, useRef, useState } from "react";
import { fill } from "../sheets/sheets.jsx";

const STEP = 15, COUNT = 96, DAY = 1440;
const two = (number) => String(number).padStart(2, "0");
const clock = (minutes) => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;

/** Gives for each day its 96 quarters, true where open; hours over midnight reach into the next day. */
export function quartersOf(ranges) {
  const days = [0, 1, 2, 3, 4, 5, 6].map(() => new Array(COUNT).fill(false));
  for (const [day, from, to] of ranges) {
    const end = to <= from ? to + DAY : to;
    for (let at = from; at < end; at += STEP) days[(day + Math.floor(at / DAY)) % 7][(at % DAY) / STEP] = true;
  }
  return days;
}

/** Gives the ranges of a day's quarters, as the rows write them. */
function rowsOf(quarters) {
  const rows = [];
  quarters.forEach((isOpen, at) => {
    if (!isOpen) return;
    if (at && quarters[at - 1]) rows.at(-1).to = clock((at + 1) * STEP);
    else rows.push({ from: clock(at * STEP), to: clock((at + 1) * STEP) });
  });
  return rows;
}

/** `ranges` are `[day, start, end]`; `onPaint` takes the rows of all seven days. */
export function HoursGrid({ ranges, days, shorts, order, isSound, words, onPaint }) {
  const saved = useMemo(() => quartersOf(ranges), [JSON.stringify(ranges)]);
  const [stroke, setStroke] = useState(null), [at, setAt] = useState([0, 36]), [said, setSaid] = useState("");
  const box = useRef(null), held = useRef(null), wanted = useRef(false);
  const inside = (row, quarter, line) => {
    const [top, bottom] = [line.from[0], line.to[0]].sort((a, b) => a - b), [left, right] = [line.from[1], line.to[1]].sort((a, b) => a - b);
    return row >= top && row <= bottom && quarter >= left && quarter <= right;
  };
  const isOpen = (row, quarter) => (stroke && inside(row, quarter, stroke) ? stroke.open : saved[order[row]][quarter]);
  const finish = (line) => {
    held.current = null;
    setStroke(null);
    if (!line) return;
    const next = saved.map((quarters) => [...quarters]);
    order.forEach((day, row) => next[day].forEach((_, quarter) => { if (inside(row, quarter, line)) next[day][quarter] = line.open; }));
    setSaid(fill(line.open ? words.grid_opened : words.grid_closed, { span: spanOf(line) }));
    onPaint(next.map(rowsOf));
  };
  const spanOf = (line) => {
    const [left, right] = [line.from[1], line.to[1]].sort((a, b) => a - b), [top, bottom] = [line.from[0], line.to[0]].sort((a, b) => a - b);
    const whole = top === bottom ? days[order[top]] : `${days[order[top]]} – ${days[order[bottom]]}`;
    return `${whole}, ${clock(left * STEP)}–${clock((right + 1) * STEP)}`;
  };
  const cellAt = (event) => {
    const cell = document.elementFromPoint(event.clientX, event.clientY)?.closest?.("[data-quarter]");
    return cell && box.current.contains(cell) ? [Number(cell.dataset.row), Number(cell.dataset.quarter)] : null;
  };
  useEffect(() => {
    const shift = (event) => {
      const line = held.current;
      const to = line && cellAt(event);
      if (to && String(to) !== String(line.to)) { held.current = { ...line, to }; setStroke(held.current); }
    };
    const end = (event) => { if (held.current) finish(event.type === "pointerup" ? held.current : null); };
    window.addEventListener("pointermove", shift);
    window.addEventListener("pointerup", end);
    window.addEventListener("pointercancel", end);
    return () => {
      window.removeEventListener("pointermove", shift);
      window.removeEventListener("pointerup", end);
      window.removeEventListener("pointercancel", end);
    };
  });
  useEffect(() => {
    if (!wanted.current) return;
    wanted.current = false;
    box.current.querySelector(`[data-row="${at[0]}"][data-quarter="${at[1]}"]`)?.focus();
  }, [at]);
  const onPointerDown = (event) => {
    if (event.button !== 0 || !isSound) return;
    const from = cellAt(event);
    if (!from) return;
    event.preventDefault();
    event.target.releasePointerCapture?.(event.pointerId);
    held.current = { from, to: from, open: !saved[order[from[0]]][from[1]] };
    setAt(from);
    setStroke(held.current);
  };
  const onKeyDown = (event) => {
    // On a phone the days stand beside each other, and the time runs down.
    const isTall = getComputedStyle(box.current).gridAutoFlow.includes("column");
    const arrows = isTall ? { ArrowDown: [0, 1], ArrowUp: [0, -1], ArrowRight: [1, 0], ArrowLeft: [-1, 0] } : { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
    const by = arrows[event.key] || { PageDown: [0, 4], PageUp: [0, -4], Home: [0, -COUNT], End: [0, COUNT] }[event.key];
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      if (isSound) finish(stroke || { from: at, to: at, open: !saved[order[at[0]]][at[1]] });
    } else if (event.key === "Escape" && stroke) { event.stopPropagation(); setStroke(null); }
    else if (by) {
      event.preventDefault();
      const to = [Math.max(0, Math.min(6, at[0] + by[0])), Math.max(0, Math.min(COUNT - 1, at[1] + by[1]))];
      if (event.shiftKey && isSound) {
        const from = stroke?.from || at;
        const line = { from, to, open: stroke ? stroke.open : !saved[order[from[0]]][from[1]] };
        setStroke(line);
        setSaid(spanOf(line));
      } else setStroke(null);
      wanted.current = true;
      setAt(to);
    }
  };
  const onFocus = (event) => {
    const { row, quarter } = event.target.dataset;
    if (quarter !== undefined) setAt((before) => (before[0] === Number(row) && before[1] === Number(quarter) ? before : [Number(row), Number(quarter)]));
  };
  const cell = (row, quarter) => {
    const open = isOpen(row, quarter), minutes = quarter * STEP;
    return (
      <div key={quarter} role="gridcell" data-row={row} data-quarter={quarter} tabIndex={at[0] === row && at[1] === quarter ? 0 : -1} aria-selected={open}
        aria-label={fill(open ? words.grid_open : words.grid_shut, { day: days[order[row]], span: `${clock(minutes)}–${clock(minutes + STEP)}` })}
        className={`q${open ? " on" : ""}${minutes % 60 ? "" : " h"}${stroke && inside(row, quarter, stroke) ? " st" : ""}`} />
    );
  };
  return (
    <div className="hg-box">
      <p className="sm mut">{isSound ? words.grid_how : words.grid_unsound}</p>
      <div className="hg" role="grid" aria-label={words.grid} aria-readonly={!isSound} ref={box} onPointerDown={onPointerDown} onKeyDown={onKeyDown} onFocus={onFocus} onBlur={(event) => { if (!held.current && !event.currentTarget.contains(event.relatedTarget)) setStroke(null); }}>
        <div className="hg-d" role="presentation"><span className="hg-n" />{Array.from({ length: 24 }, (_, hour) => <span className="hg-h" key={hour} aria-hidden="true">{two(hour)}</span>)}</div>
        {order.map((day, row) => (
          <div className="hg-d" role="row" key={day}>
            <span className="hg-n" role="rowheader" aria-label={days[day]}><span className="hide-s">{days[day]}</span><span className="only-s">{shorts[day]}</span></span>
            {saved[day].map((_, quarter) => cell(row, quarter))}
          </div>
        ))}
      </div>
      <span className="sr" role="status">{said}</span>
    </div>
  );
}
