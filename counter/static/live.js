// Keeps a page live: swaps the parts that changed, sends forms without leaving the page, knows the keys 1, 2, 3.
// Everything here also works without this file. It never sends a press a second time, and none while not live.
"use strict";
(() => {
  const SILENT_MS = 10000; // three beats of the stream missed
  const ANSWER_MS = 8000; // the server itself answers within four seconds
  const AGAIN_MS = 2000;
  const CLICK_MS = 50; // after a finger's release its click comes a moment later
  const HELD_MS = 10000; // nobody holds a button so long: the release was lost
  const lost = document.getElementById("lost");
  const said = document.getElementById("say");
  const known = new Map(); // a part's id to its HTML as the server sent it
  let live = document.getElementById("live");
  let stream = null;
  let heard = Date.now();
  let told = ""; // what must stay until the next press, whatever the server sends meanwhile
  let pressed = null; // the button whose press has no answer yet
  let held = 0; // the timer that ends a press at the latest; 0: no button is held down
  let kept = ""; // the newest HTML that came meanwhile

  if (!live) return;
  for (const part of parts(live)) known.set(part.id, part.outerHTML);

  function parts(root) {
    return [...root.querySelectorAll("[data-part]")];
  }

  function sentences(root) {
    return [...root.querySelectorAll("[data-say]")].map((thing) => thing.dataset.say);
  }

  function say(text) {
    said.textContent = "";
    // emptied first, so that the same sentence twice is spoken twice
    requestAnimationFrame(() => { said.textContent = text; });
  }

  // -- what comes from the server

  function take(html) {
    if (held) {
      kept = html; // a button that is replaced while it is held down loses its click
      return;
    }
    const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("live");
    if (!fresh) return;
    const before = sentences(live);
    const incoming = parts(fresh);
    const focused = document.activeElement && document.activeElement.id;
    const same = incoming.map((part) => part.id).join() === parts(live).map((part) => part.id).join();
    if (same) {
      for (const part of incoming) swap(part);
      for (const name of ["clock", "title"]) live.dataset[name] = fresh.dataset[name] || "";
    } else {
      known.clear();
      for (const part of incoming) known.set(part.id, part.outerHTML);
      live.replaceWith(fresh);
      live = fresh;
    }
    if (told) note(told);
    keepFocus(focused);
    document.title = live.dataset.title;
    const news = sentences(live).filter((sentence) => !before.includes(sentence));
    if (news.length) say(news.join(". "));
  }

  function hold(event) {
    if (event.target.closest("button, a, summary")) letGoIn(HELD_MS);
  }

  function release() {
    if (held) letGoIn(CLICK_MS);
  }

  function letGoIn(ms) {
    clearTimeout(held);
    held = setTimeout(letGo, ms);
  }

  function letGo() {
    const html = kept;
    held = 0;
    kept = "";
    if (html) take(html);
  }

  function swap(part) {
    const html = part.outerHTML;
    if (known.get(part.id) === html) return;
    known.set(part.id, html);
    if (part.id === "part-keys") pressed = null; // the office has moved on: the next press means something new
    const old = document.getElementById(part.id);
    for (const panel of old.querySelectorAll("details[open][id]")) {
      const next = part.querySelector("#" + panel.id);
      if (next) next.open = true;
    }
    old.replaceWith(part);
  }

  function keepFocus(id) {
    if (!id || (document.activeElement && document.activeElement !== document.body)) return;
    const again = document.getElementById(id) || document.getElementById("main");
    if (!again) return;
    if (again.id === "main") again.tabIndex = -1;
    again.focus({ preventScroll: true });
  }

  // -- whether it is live

  function alive() {
    heard = Date.now();
    if (lost.hidden) return;
    lost.hidden = true;
    document.documentElement.classList.remove("lost-page");
  }

  function gone() {
    if (!lost.hidden) return;
    lost.textContent = lost.dataset.text + " " + (live.dataset.clock || "no time yet") + ".";
    lost.hidden = false;
    document.documentElement.classList.add("lost-page");
  }

  function listen() {
    // a browser keeps six connections to a server: tabs that nobody sees must leave them to the others
    if (document.hidden || (stream && stream.readyState !== EventSource.CLOSED)) return;
    stream = new EventSource(live.dataset.stream);
    stream.addEventListener("part", (event) => { alive(); take(event.data); });
    stream.addEventListener("beat", alive);
    stream.addEventListener("error", () => {
      gone();
      if (stream.readyState === EventSource.CLOSED) setTimeout(listen, AGAIN_MS);
    });
  }

  function watch() {
    if (!document.hidden && Date.now() - heard > SILENT_MS) gone();
  }

  function seenOrNot() {
    if (document.hidden && stream) stream.close();
    else listen();
  }

  async function fetchAgain() {
    try {
      const answer = await fetch(location.href, { signal: AbortSignal.timeout(ANSWER_MS) });
      if (answer.ok) { alive(); take(await answer.text()); } else gone();
    } catch {
      gone();
    }
  }

  if (live.dataset.stream) {
    listen();
    setInterval(watch, 1000);
    document.addEventListener("visibilitychange", seenOrNot);
  } else if (live.dataset.again) setInterval(fetchAgain, Number(live.dataset.again) * 1000);

  // -- what the person does

  function note(text) {
    const place = document.getElementById("part-notice");
    if (place) {
      const line = document.createElement("p");
      line.className = "notice";
      line.textContent = text;
      place.replaceChildren(line);
      known.delete("part-notice");
    }
  }

  function tell(text) {
    note(text);
    say(text);
  }

  function reason(answer) {
    const sentence = new DOMParser().parseFromString(answer, "text/html").querySelector("main p");
    return sentence?.textContent ?? answer;
  }

  async function send(form, button) {
    const asked = new URLSearchParams(new FormData(form, button));
    pressed = button;
    told = "";
    button.classList.add("pressed");
    try {
      const answer = await fetch(form.action, {
        method: "POST", body: asked, headers: { "X-Live": "1" }, signal: AbortSignal.timeout(ANSWER_MS),
      });
      if (answer.ok) close(form); // what became of it comes with the stream, in its order
      else tell(reason(await answer.text()));
    } catch {
      told = button.dataset.unknown;
      tell(told);
    } finally {
      if (pressed === button) pressed = null;
      button.classList.remove("pressed");
    }
  }

  function close(form) {
    const panel = form.closest("details") || form.querySelector("details");
    if (panel) panel.open = false;
  }

  function leave(panel) {
    if (!panel) return;
    panel.open = false;
    panel.querySelector("summary").focus();
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.hasAttribute("data-send")) return;
    event.preventDefault();
    const button = event.submitter || form.querySelector("button");
    const hint = button.querySelector(".hint");
    if (!lost.hidden) tell(lost.dataset.unsent);
    else if (button.getAttribute("aria-disabled") === "true") say(hint ? hint.textContent : "");
    else if (pressed) tell(lost.dataset.busy);
    else send(form, button);
  });

  for (const name of ["pointerup", "pointercancel", "keyup"]) document.addEventListener(name, release, true);
  window.addEventListener("blur", release);
  document.addEventListener("pointerdown", (event) => { if (event.button === 0) hold(event); }, true);
  document.addEventListener("keydown", (event) => { if (event.key === " ") hold(event); }, true);

  document.addEventListener("keydown", (event) => {
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape") leave(event.target.closest("details[open]"));
    if (event.target.closest("input, select, textarea")) return;
    const button = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
})();
