// A button that sends one file to the server: its size is checked first, and what became of it is told.
import { useRef, useState } from "react";

/** Sends the chosen file; `onDone` gets the server's id for it, `onRefused` the server's words. */
export function Upload({ action, most, accept, words, onDone, onRefused }) {
  const box = useRef(null);
  const [sent, setSent] = useState(null);
  const send = (file) => {
    if (!file) return;
    if (file.size > most) { onRefused?.(words.large); return; }
    const call = new XMLHttpRequest();
    const end = (tell) => { setSent(null); box.current.value = ""; tell(); };
    call.open("POST", action);
    call.setRequestHeader("Content-Type", "application/octet-stream");
    call.upload.onprogress = (event) => { if (event.lengthComputable) setSent(Math.round((event.loaded / event.total) * 100)); };
    call.onerror = () => end(() => onRefused?.(words.lost));
    call.onload = () => end(() => {
      let answer = {};
      try { answer = JSON.parse(call.responseText); } catch { /* No answer of ours: the words below say so. */ }
      if (call.status === 201) onDone?.(answer.id);
      else onRefused?.(answer.errors?.[0]?.detail || answer.detail || words.lost);
    });
    setSent(0);
    call.send(file);
  };
  return (
    <>
      <input ref={box} type="file" accept={accept} className="sr" tabIndex={-1} aria-hidden="true" onChange={(event) => send(event.target.files[0])} />
      <button type="button" className="btn pri" aria-busy={sent !== null} aria-disabled={sent !== null} onClick={() => { if (sent === null) box.current.click(); }}>
        {sent === null ? words.choose : <><span className="spin" />{`${words.sending} ${sent} %`}</>}
      </button>
    </>
  );
}
