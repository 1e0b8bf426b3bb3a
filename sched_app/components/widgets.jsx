// Small parts that need the browser: dialog, menu, timers, clipboard, focus, news from the server.
import { createElement, useEffect, useRef, useState } from "react";

/** A native modal dialog; its children exist only while it is open, so that forms start afresh. */
export function Modal({ isOpen, onClose, labelId, wide, children }) {
  const box = useRef(null);
  const typed = useRef(false);
  useEffect(() => {
    const dialog = box.current;
    if (isOpen && !dialog.open) {
      typed.current = false;
      dialog.showModal();
      (dialog.querySelector("[data-first]") || dialog.querySelector(".da > *"))?.focus();
    } else if (!isOpen && dialog.open) dialog.close();
  }, [isOpen]);
  const dismiss = () => { if (!typed.current) onClose?.(); };
  const onMouseDown = (event) => {
    if (event.target !== box.current) return;
    const edge = box.current.getBoundingClientRect();
    const inside = event.clientX >= edge.left && event.clientX <= edge.right
      && event.clientY >= edge.top && event.clientY <= edge.bottom;
    if (!inside) dismiss();
  };
  return createElement("dialog", {
    className: wide ? "dlg wide" : "dlg",
    "aria-labelledby": labelId,
    ref: box,
    onMouseDown,
    onInput: () => { typed.current = true; },
    onCancel: (event) => { event.preventDefault(); dismiss(); },
    // The browser itself closes on a second Esc: then the server must hear of it too.
    onClose: (event) => { if (event.target === box.current && isOpen) onClose?.(); },
  }, isOpen ? children : null);
}

/** Fires once after some seconds; waits while its toast is under the pointer or has the focus. */
export function After({ seconds, onDone }) {
  const box = useRef(null);
  const done = useRef(onDone);
  useEffect(() => { done.current = onDone; });
  useEffect(() => {
    let left = seconds * 1000;
    const id = setInterval(() => {
      if (box.current?.closest(".toast")?.matches(":hover, :focus-within")) return;
      left -= 250;
      if (left <= 0) { clearInterval(id); done.current?.(); }
    }, 250);
    return () => clearInterval(id);
  }, [seconds]);
  return <span hidden ref={box} />;
}

/** Fires every so many seconds, and when a hidden page is looked at again. */
export function Every({ seconds, onTick }) {
  const tick = useRef(onTick);
  useEffect(() => { tick.current = onTick; });
  useEffect(() => {
    const id = setInterval(() => tick.current?.(), seconds * 1000);
    const seen = () => { if (!document.hidden) tick.current?.(); };
    document.addEventListener("visibilitychange", seen);
    return () => { clearInterval(id); document.removeEventListener("visibilitychange", seen); };
  }, [seconds]);
  return null;
}

async function toClipboard(text) {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
  // Plain HTTP has no clipboard API; a selected field still copies.
  const field = document.createElement("textarea");
  field.value = text;
  field.style.position = "fixed";
  field.style.opacity = "0";
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

/** A button that copies a text and says so for two seconds. */
export function Copy({ text, copied, label, children, ...rest }) {
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return undefined;
    const id = setTimeout(() => setDone(false), 2000);
    return () => clearTimeout(id);
  }, [done]);
  const address = text?.startsWith("/") ? () => location.origin + text : () => text;
  const copy = () => toClipboard(address()).then(() => setDone(true));
  return (
    <button {...rest} type="button" aria-label={label} onClick={copy}>
      {done ? copied : children}
      <span className="sr" role="status">{done ? copied : ""}</span>
    </button>
  );
}

/** Moves the focus to a target when what it watches changes; the first value moves nothing. */
export function FocusOn({ watch, target }) {
  const before = useRef(watch);
  useEffect(() => {
    if (before.current === watch) return;
    before.current = watch;
    const id = requestAnimationFrame(() => {
      const found = document.querySelector(target);
      if (!found) return;
      if (!found.hasAttribute("tabindex") && !found.matches("a,button,input,select,textarea"))
        found.setAttribute("tabindex", "-1");
      found.focus({ preventScroll: true });
      if (found.tagName === "H1") window.scrollTo({ top: 0 });
      else found.scrollIntoView({ block: "nearest" });
    });
    return () => cancelAnimationFrame(id);
  }, [watch, target]);
  return null;
}

/** A button that opens a short list of links or buttons. */
export function Menu({ label, button, buttonClass, children }) {
  const [open, setOpen] = useState(false);
  const box = useRef(null);
  useEffect(() => {
    if (!open) return undefined;
    const away = (event) => { if (!box.current?.contains(event.target)) setOpen(false); };
    document.addEventListener("pointerdown", away);
    box.current?.querySelector(".menu a, .menu button")?.focus();
    return () => document.removeEventListener("pointerdown", away);
  }, [open]);
  const onKeyDown = (event) => {
    if (!open) return;
    const items = [...box.current.querySelectorAll(".menu a, .menu button")];
    const at = items.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      event.stopPropagation();
      setOpen(false);
      box.current.querySelector("button").focus();
    } else if (step) {
      event.preventDefault();
      items[(at + step + items.length) % items.length]?.focus();
    }
  };
  return (
    <div className="pop" ref={box} onKeyDown={onKeyDown}
      onBlur={(event) => { if (!event.currentTarget.contains(event.relatedTarget) && event.relatedTarget) setOpen(false); }}>
      <button type="button" className={buttonClass || "btn"} aria-expanded={open}
        aria-label={label || undefined} onClick={() => setOpen(!open)}>{button}</button>
      {open && <div className="menu" onClick={() => setOpen(false)}>{children}</div>}
    </div>
  );
}

/** Listens to the server's news and goes on after sleep, a restart or a lost connection. */
export function Live({ url, onNews }) {
  const news = useRef(onNews);
  useEffect(() => { news.current = onNews; });
  useEffect(() => {
    if (!url) return undefined;
    let source = null, retry = null, wait = 1000, lost = false, hiddenAt = 0, stopped = false;
    const open = () => {
      source = new EventSource(url);
      source.onopen = () => { wait = 1000; if (lost) { lost = false; news.current?.("reconnected"); } };
      source.onmessage = (event) => news.current?.(event.data);
      source.onerror = () => {
        lost = true;
        if (source.readyState !== EventSource.CLOSED || stopped) return;
        clearTimeout(retry);
        retry = setTimeout(open, wait);
        wait = Math.min(wait * 2, 30000);
      };
    };
    const seen = () => {
      if (document.hidden) hiddenAt = Date.now();
      else if (hiddenAt && Date.now() - hiddenAt > 30000) news.current?.("seen");
    };
    open();
    // Time itself changes what is free: a page that stays open forgets what has passed.
    const minute = setInterval(() => { if (!document.hidden) news.current?.("minute"); }, 60000);
    document.addEventListener("visibilitychange", seen);
    return () => {
      stopped = true;
      clearInterval(minute);
      clearTimeout(retry);
      source.close();
      document.removeEventListener("visibilitychange", seen);
    };
  }, [url]);
  return null;
}

/** A tab list with roving focus: arrows move, Home and End jump. */
export function Tabs({ label, options, value, onChoose }) {
  const box = useRef(null);
  const choose = (index) => {
    onChoose?.(options[index].value);
    box.current.children[index].focus();
  };
  const onKeyDown = (event) => {
    const at = options.findIndex((option) => option.value === value);
    const last = options.length - 1;
    const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at <= 0 ? last : at - 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    choose(to);
  };
  return (
    <div className="tabs" role="tablist" aria-label={label} ref={box} onKeyDown={onKeyDown}>
      {options.map((option, index) => (
        <button key={option.value} type="button" role="tab" aria-selected={option.value === value}
          tabIndex={option.value === value ? 0 : -1} onClick={() => choose(index)}>
          {option.label}{option.count === undefined || option.count === null ? null : <span className="n">{option.count}</span>}
        </button>
      ))}
    </div>
  );
}
