// The lists in a meeting type's form: lengths, hosts, questions; and what clients see of it.
import { useEffect, useId, useRef, useState } from "react";
import { Fault, Icon, fill, useSheet } from "../sheets/sheets.jsx";

function useFocusLast(count) {
  const box = useRef(null), before = useRef(count);
  useEffect(() => {
    if (count > before.current) box.current?.querySelector("[data-row]:last-of-type :is(input,select,textarea)")?.focus();
    before.current = count;
  }, [count]);
  return box;
}

/** Gives the fault of a field, or of any part of it. */
const faultBelow = (faults, name) => faults[name] || Object.entries(faults).find(([key]) => key.startsWith(`${name}.`))?.[1] || "";

const span = (minutes, words) => {
  const hours = Math.floor(minutes / 60), rest = minutes % 60;
  if (minutes <= 60) return fill(words.minutes, { minutes });
  return rest ? fill(words.hours_minutes, { hours, minutes: rest }) : fill(words.hours, { hours });
};

/** Lengths as chips; any other length is typed. */
export function LengthsField({ name, label, hint, usual }) {
  const { typed, set, faults, checks, icons, words } = useSheet();
  const [other, setOther] = useState(null), [own, setOwn] = useState("");
  const input = useRef(null), id = useId();
  const chosen = typed[name] || [];
  const shown = [...new Set([...usual, ...chosen])].sort((a, b) => a - b);
  const wrong = own || faultBelow(faults, name);
  useEffect(() => {
    checks[name] = (value) => ((value || []).length ? "" : words.length_missing);
    return () => { delete checks[name]; };
  }, [name]);
  useEffect(() => { if (other !== null) input.current?.focus(); }, [other === null]);
  const toggle = (minutes) => set(name, chosen.includes(minutes) ? chosen.filter((one) => one !== minutes) : [...chosen, minutes].sort((a, b) => a - b));
  const add = () => {
    const minutes = Number(other);
    if (!other.trim()) { setOther(null); setOwn(""); return; }
    if (!Number.isInteger(minutes) || minutes < 5 || minutes > 720) { setOwn(fill(words.range, { least: 5, most: 720 })); return; }
    if (!chosen.includes(minutes)) toggle(minutes);
    setOther(null); setOwn("");
  };
  return (
    <div className="field" data-wrong={wrong ? true : undefined}>
      <span className="label" id={id}>{label}</span>
      <div className="row wrap g8" role="group" aria-labelledby={id}>
        {shown.map((minutes) => <button key={minutes} type="button" className="chip" aria-pressed={chosen.includes(minutes)} onClick={() => toggle(minutes)}>{span(minutes, words)}</button>)}
        {other === null
          ? <button type="button" className="chip add" onClick={() => setOther("")}><Icon d={icons.plus} small />{words.other}</button>
          : <span className="other"><input ref={input} className="input" inputMode="numeric" maxLength={3} aria-label={words.other_length} aria-invalid={own ? true : undefined} value={other}
              onChange={(event) => { setOther(event.target.value); setOwn(""); }} onBlur={add}
              onKeyDown={(event) => { if (event.key === "Enter") { event.preventDefault(); add(); } else if (event.key === "Escape") { event.stopPropagation(); setOther(null); setOwn(""); } }} /><span>{words.minutes_after}</span></span>}
      </div>
      {wrong ? <Fault icons={icons}>{wrong}</Fault> : hint ? <p className="hint">{hint}</p> : null}
    </div>
  );
}

/** The price of each chosen length; nothing typed is free. */
export function PricesField({ name, label, hint, lengths, currency }) {
  const { typed, set, faults, checks, icons, words } = useSheet();
  const id = useId();
  const prices = typed[name] || {}, chosen = typed[lengths] || [];
  const isWrong = (text) => !!text && !/^\s*\d{1,9}([.,]\d{1,3})?\s*$/.test(text);
  const sentWrong = Object.entries(faults).find(([key]) => /^durations\.\d+\.(price|deposit)_minor$/.test(key))?.[1];
  useEffect(() => {
    checks[name] = (value) => (Object.values(value || {}).some(isWrong) ? words.price_wrong : "");
    return () => { delete checks[name]; };
  }, [name]);
  const wrong = faults[name] || sentWrong || "";
  return (
    <div className="field" data-wrong={wrong ? true : undefined}>
      <span className="label" id={id}>{label} <span className="opt">{currency}</span></span>
      <div className="prices" role="group" aria-labelledby={id}>
        {chosen.map((minutes) => (
          <div className="row g8" key={minutes}>
            <label className="sm mut" htmlFor={`${id}-${minutes}`}>{fill(words.price_of, { length: span(minutes, words) })}</label>
            <input className="input small" id={`${id}-${minutes}`} inputMode="decimal" maxLength={12} value={prices[minutes] || ""} aria-invalid={isWrong(prices[minutes]) || undefined} aria-describedby={`${id}-n`}
              onChange={(event) => set(name, { ...prices, [minutes]: event.target.value })} />
          </div>
        ))}
      </div>
      {wrong ? <Fault id={`${id}-n`} icons={icons}>{wrong}</Fault> : <p className="hint" id={`${id}-n`}>{hint}</p>}
    </div>
  );
}

/** Who can be booked: each with the hours that count and, by routing, an order. */
export function HostsField({ name, label, members, routing }) {
  const { typed, set, faults, checks, icons, words } = useSheet();
  const chosen = typed[name] || [];
  const id = useId();
  const rule = typed[routing];
  const change = (member, next) => {
    const rest = chosen.filter((one) => one.member !== member);
    const at = chosen.findIndex((one) => one.member === member);
    set(name, next ? (at < 0 ? [...chosen, next] : chosen.map((one, i) => (i === at ? next : one))) : rest);
  };
  useEffect(() => {
    checks[name] = (value, all) => {
      const count = (value || []).length;
      if (!count) return words.host_missing;
      return all[routing] === "single" && count > 1 ? words.host_single : "";
    };
    return () => { delete checks[name]; };
  }, [name, routing]);
  const wrong = faultBelow(faults, name);
  return (
    <div className="field" data-wrong={wrong ? true : undefined}>
      <span className="label" id={`${id}-label`}>{label}</span>
      <ul className="pick" aria-labelledby={`${id}-label`}>
        {members.map((member) => {
          const own = chosen.find((one) => one.member === member.id);
          return (
            <li key={member.id}>
              <label className="tick-row grow"><input type="checkbox" className="check" checked={!!own} aria-describedby={wrong ? `${id}-err` : undefined}
                onChange={(event) => change(member.id, event.target.checked ? { member: member.id, schedule: member.schedules[0]?.id || "", rank: chosen.length, weight: 1 } : null)} />
                <span className="grow"><strong>{member.name}</strong><span className="sm mut">{member.email}</span></span></label>
              {own ? (
                <div className="row g8 pick-more">
                  <span className="row g8"><label className="sm mut" htmlFor={`${id}-${member.id}-s`}>{words.host_hours}</label>
                  <select className="input small" id={`${id}-${member.id}-s`} value={own.schedule} onChange={(event) => change(member.id, { ...own, schedule: event.target.value })}>
                    {member.schedules.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
                  </select></span>
                  {rule === "round_robin" || rule === "priority" ? (
                    <span className="row g8">
                      <label className="sm mut" htmlFor={`${id}-${member.id}-w`}>{words.host_weight}</label>
                      <select className="input small" id={`${id}-${member.id}-w`} value={own.weight || 1} onChange={(event) => change(member.id, { ...own, weight: Number(event.target.value) })}>
                        {[...new Set([1, 2, 3, 4, 5, own.weight || 1])].map((number) => <option key={number} value={number}>{number} ×</option>)}
                      </select>
                    </span>
                  ) : null}
                  {rule === "priority" ? (
                    <span className="row g8">
                      <label className="sm mut" htmlFor={`${id}-${member.id}-p`}>{words.host_priority}</label>
                      <select className="input small" id={`${id}-${member.id}-p`} value={own.rank} onChange={(event) => change(member.id, { ...own, rank: Number(event.target.value) })}>
                        {[...new Set([...members.keys(), own.rank])].map((number) => <option key={number} value={number}>{number + 1}</option>)}
                      </select>
                    </span>
                  ) : null}
                </div>
              ) : null}
            </li>
          );
        })}
      </ul>
      {wrong ? <Fault id={`${id}-err`} icons={icons}>{wrong}</Fault> : null}
    </div>
  );
}

const WITH_OPTIONS = ["choice", "multiple"];

/** When a question is asked: always, or after certain answers to an earlier one. */
function Condition({ at, index, questions, one, put, words }) {
  const earlier = questions.map((each, place) => [each, place]).slice(0, index).filter(([each]) => each.kind === "yes_no" || WITH_OPTIONS.includes(each.kind));
  if (!earlier.length) return null;
  const asked = one.after === null || one.after === undefined ? null : questions[one.after];
  const answers = !asked ? [] : asked.kind === "yes_no" ? [["yes", words.yes], ["no", words.no]] : asked.options.filter((text) => text.trim()).map((text) => [text.trim(), text.trim()]);
  const tick = (value, on) => put(index, { values: on ? [...one.values, value] : one.values.filter((each) => each !== value) });
  return (
    <div className="field">
      <label htmlFor={`${at}-c`}>{words.question_after}</label>
      <select className="input" id={`${at}-c`} value={asked ? one.after : ""} onChange={(event) => put(index, { after: event.target.value === "" ? null : Number(event.target.value), values: [] })}>
        <option value="">{words.question_always}</option>
        {earlier.map(([each, place]) => <option key={place} value={place}>{each.label || fill(words.question_number, { number: place + 1 })}</option>)}
      </select>
      {asked ? (
        <div className="row wrap g12" role="group" aria-label={words.question_values}>
          {answers.map(([value, text]) => <label className="tick-row" key={value}><input type="checkbox" className="check" checked={(one.values || []).includes(value)} onChange={(event) => tick(value, event.target.checked)} /><span>{text}</span></label>)}
        </div>
      ) : null}
    </div>
  );
}

/** The intake questions, in their order; each is a small form of its own. */
export function QuestionsField({ name, kinds, most }) {
  const { typed, set, faults, checks, icons, words } = useSheet();
  const questions = typed[name] || [];
  const box = useFocusLast(questions.length);
  const id = useId();
  const [said, setSaid] = useState("");
  const put = (index, change) => set(name, questions.map((one, i) => (i === index ? { ...one, ...change } : one)));
  // A condition names a place: it follows its question, and goes when that one no longer stands before.
  const placed = (next) => {
    const old = (at) => (at === null || at === undefined ? null : questions[at]);
    return next.map((one, at) => {
      const waits = next.indexOf(old(one.after));
      return waits >= 0 && waits < at ? { ...one, after: waits } : { ...one, after: null, values: [] };
    });
  };
  const move = (index, step) => {
    const next = [...questions];
    const [one] = next.splice(index, 1);
    next.splice(index + step, 0, one);
    set(name, placed(next));
    setSaid(fill(words.question_moved, { number: index + step + 1, count: questions.length }));
    requestAnimationFrame(() => box.current?.querySelector(`[data-move="${index + step},${step}"]:not([disabled])`)?.focus());
  };
  const remove = (index) => {
    set(name, placed(questions.filter((_, i) => i !== index)));
    setSaid(words.question_removed);
    requestAnimationFrame(() => (box.current?.querySelectorAll("[data-row] input")[index] || box.current?.querySelector("[data-add]"))?.focus());
  };
  useEffect(() => {
    checks[name] = (value) => {
      const at = (value || []).findIndex((one) => !one.label.trim() || (WITH_OPTIONS.includes(one.kind) && one.options.filter((o) => o.trim()).length < 2) || (Number.isInteger(one.after) && !one.values.length));
      return at < 0 ? "" : fill(words.question_unfinished, { number: at + 1 });
    };
    return () => { delete checks[name]; };
  }, [name]);
  const wrongAll = faults[name] || "";
  return (
    <div className="stack" ref={box}>
      {questions.map((one, index) => {
        const wrong = faults[`${name}.${index}.label`] || faults[`${name}.${index}`] || "";
        const wrongOptions = faultBelow(faults, `${name}.${index}.options`);
        const at = `${id}-${index}`;
        const needsOptions = WITH_OPTIONS.includes(one.kind);
        const noLabel = wrong || (wrongAll && !one.label.trim() ? words.required : "");
        const noOptions = wrongOptions || (wrongAll && needsOptions && one.options.filter((o) => o.trim()).length < 2 ? words.options_missing : "");
        return (
          <fieldset className="card pad stack g20" data-row key={one.key || one.id || index}>
            <legend className="sr">{fill(words.question_number, { number: index + 1 })}</legend>
            <div className="row between">
              <span className="eyebrow">{fill(words.question_number, { number: index + 1 })}</span>
              <div className="row g4">
                <button type="button" className="btn ghost icon s" data-move={`${index},-1`} disabled={index === 0} aria-label={fill(words.question_up, { number: index + 1 })} title={fill(words.question_up, { number: index + 1 })} onClick={() => move(index, -1)}><Icon d={icons["arrow-up"]} /></button>
                <button type="button" className="btn ghost icon s" data-move={`${index},1`} disabled={index === questions.length - 1} aria-label={fill(words.question_down, { number: index + 1 })} title={fill(words.question_down, { number: index + 1 })} onClick={() => move(index, 1)}><Icon d={icons["arrow-down"]} /></button>
                <button type="button" className="btn ghost icon s" aria-label={fill(words.question_remove, { number: index + 1 })} title={fill(words.question_remove, { number: index + 1 })} onClick={() => remove(index)}><Icon d={icons.trash} /></button>
              </div>
            </div>
            <div className="fg wide">
              <div className="field">
                <label htmlFor={`${at}-l`}>{words.question_label}</label>
                <input className="input" id={`${at}-l`} maxLength={300} value={one.label} aria-invalid={noLabel ? true : undefined} aria-describedby={noLabel ? `${at}-le` : undefined} onChange={(event) => put(index, { label: event.target.value })} />
                {noLabel ? <Fault id={`${at}-le`} icons={icons}>{noLabel}</Fault> : null}
              </div>
              <div className="field">
                <label htmlFor={`${at}-k`}>{words.question_kind}</label>
                <select className="input" id={`${at}-k`} value={one.kind} onChange={(event) => put(index, { kind: event.target.value })}>
                  {kinds.map(([code, text]) => <option key={code} value={code}>{text}</option>)}
                </select>
              </div>
            </div>
            {needsOptions ? (
              <div className="field">
                <label htmlFor={`${at}-o`}>{words.question_options}</label>
                <textarea className="input" id={`${at}-o`} rows={4} value={one.options.join("\n")} aria-invalid={noOptions ? true : undefined} aria-describedby={`${at}-oe`} onChange={(event) => put(index, { options: event.target.value.split("\n") })} />
                {noOptions ? <Fault id={`${at}-oe`} icons={icons}>{noOptions}</Fault> : <p className="hint" id={`${at}-oe`}>{words.question_options_hint}</p>}
              </div>
            ) : null}
            <Condition at={at} index={index} questions={questions} one={one} put={put} words={words} />
            <label className="tick-row"><input type="checkbox" className="check" checked={one.required} onChange={(event) => put(index, { required: event.target.checked })} /><span>{words.question_required}</span></label>
          </fieldset>
        );
      })}
      {wrongAll ? <Fault icons={icons}>{wrongAll}</Fault> : null}
      {questions.length < most
        ? <button type="button" className="btn start" data-add onClick={() => set(name, [...questions, { key: `new${Date.now()}`, id: "", label: "", kind: "text", required: false, options: [], after: null, values: [] }])}><Icon d={icons.plus} small />{words.question_add}</button>
        : <p className="sm mut">{fill(words.question_most, { most })}</p>}
      <span className="sr" role="status">{said}</span>
    </div>
  );
}

const clock = (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/** A booking at 10:30 with its breaks, as an hour line. */
export function BreaksLine({ lengths, before, after }) {
  const { typed, words } = useSheet();
  const minutes = (typed[lengths] || [])[0] || 60, lead = Number(typed[before]) || 0, rest = Number(typed[after]) || 0;
  const start = 10 * 60 + 30, all = Math.max(120, (lead + minutes + rest) * 1.25), from = start - lead - (all - lead - minutes - rest) * 0.3;
  const at = (minute) => `${((minute - from) / all) * 100}%`;
  const width = (length) => `${(length / all) * 100}%`;
  const marks = [[start - lead, lead > 0], [start, true], [start + minutes, true], [start + minutes + rest, rest > 0]].filter(([, shown]) => shown);
  return (
    <div className="bf" role="img" aria-label={fill(words.breaks_line, { from: clock(start - lead), to: clock(start + minutes + rest), start: clock(start), end: clock(start + minutes) })}>
      <div className="hl tall">
        {lead ? <i className="soft" style={{ left: at(start - lead), width: width(lead) }} /> : null}
        <i style={{ left: at(start), width: width(minutes) }} />
        {rest ? <i className="soft" style={{ left: at(start + minutes), width: width(rest) }} /> : null}
      </div>
      <div className="bfl sm mut" aria-hidden="true">{marks.map(([minute]) => <span key={minute} style={{ left: at(minute) }}>{clock(minute)}</span>)}</div>
    </div>
  );
}

/** What clients will see of the meeting type, from what is typed now. */
export function OfferPreview({ members, icons }) {
  const { typed, words } = useSheet();
  const hosts = (typed.hosts || []).map((one) => members.find((member) => member.id === one.member)?.name).filter(Boolean);
  const kinds = { link: "video", phone: "phone", place: "map-pin" };
  return (
    <div className="card pvc">
      {hosts.length ? <span className="sm mut">{fill(words.with_hosts, { names: hosts.slice(0, 3).join(", ") })}</span> : null}
      <p className="pvt">{typed.name || words.untitled}</p>
      {typed.description ? <p className="sm mut pre clamp">{typed.description}</p> : null}
      <ul className="sm mut stack g8">
        <li className="row g8"><Icon d={icons.clock} small />{(typed.durations || []).map((one) => span(one, words)).join(", ") || words.length_missing}</li>
        <li className="row g8"><Icon d={icons[kinds[typed.location_kind]] || icons.video} small />{words[`place_${typed.location_kind}`]}</li>
        {typed.needs_approval ? <li className="row g8"><Icon d={icons.mail} small />{words.on_request}</li> : null}
      </ul>
    </div>
  );
}
