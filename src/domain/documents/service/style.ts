/** One style sheet for every page of the service; colours reach 4.5:1 on their ground in both schemes (WCAG 2.2, 1.4.3), fields and buttons 3:1 (1.4.11). */
export const SERVICE_STYLE = `:root {
  color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif;
  --line: light-dark(#d4d4d8, #3f3f46); --edge: light-dark(#71717a, #a1a1aa); --soft: light-dark(#52525b, #a1a1aa);
  --accent: light-dark(#1d4ed8, #93c5fd); --on-accent: light-dark(#ffffff, #0b1220); --card: light-dark(#fafafa, #1c1c1f);
}
[hidden] { display: none !important; }
body { margin: 0; background: Canvas; color: CanvasText; }
main { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; }
h2 { font-size: 1.1rem; margin-bottom: 0.25rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 0; }
a { color: var(--accent); }
.bar { border-bottom: 1px solid var(--line); }
.bar nav { max-width: 44rem; margin: 0 auto; padding: 0.75rem 1rem; display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; }
.bar a:first-child { font-weight: 700; color: inherit; text-decoration: none; }
.narrow { max-width: 24rem; }
label, legend { display: block; font-weight: 600; }
input:not([type="checkbox"], [type="file"]) {
  width: 100%; box-sizing: border-box; padding: 0.5rem; font: inherit; color: inherit; background: Canvas;
  border: 1px solid var(--edge); border-radius: 0.375rem;
}
input[type="number"] { max-width: 8rem; }
button, a.button {
  display: inline-block; padding: 0.5rem 1rem; font: inherit; border-radius: 0.375rem; cursor: pointer; text-decoration: none;
  color: inherit; background: transparent; border: 1px solid var(--edge);
}
button.main { background: var(--accent); color: var(--on-accent); border-color: var(--accent); font-weight: 600; }
button:hover, a.button:hover { border-color: currentColor; }
button:disabled { opacity: 0.6; cursor: default; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
form p { margin: 0.75rem 0; }
p:has(> button + button) { display: flex; flex-wrap: wrap; gap: 0.5rem; }
.narrow button, .narrow a.button { width: 100%; box-sizing: border-box; text-align: center; }
#other-ways { border-top: 1px solid var(--line); margin-top: 1.5rem; padding-top: 0.5rem; }
#other-ways:not(:has(> :not([hidden]))) { display: none; }
main section { border: 1px solid var(--line); border-radius: 0.5rem; background: var(--card); padding: 0.25rem 1rem 1rem; margin: 1rem 0; }
.list { list-style: none; margin: 0.5rem 0; padding: 0; }
.list > li { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center; justify-content: space-between; padding: 0.6rem 0; }
.list > li + li { border-top: 1px solid var(--line); }
p { overflow-wrap: anywhere; }
.list .what { flex: 1 1 14rem; min-width: 0; overflow-wrap: anywhere; }
.list .what strong, .list .what span { display: block; }
.list .what span { color: var(--soft); font-size: 0.9rem; }
.list .acts { display: flex; flex-wrap: wrap; gap: 0.5rem; }
.list button { padding: 0.3rem 0.7rem; }
fieldset { border: 1px solid var(--line); border-radius: 0.375rem; margin: 0.75rem 0; }
.choices { list-style: none; margin: 0; padding: 0; }
.choice { display: flex; gap: 0.5rem; align-items: baseline; font-weight: 400; padding: 0.2rem 0; }
.answer:empty { display: none; }
.answer { padding: 0.5rem 0.75rem; border-left: 0.4rem solid currentColor; }
.answer[data-state="bad"] { color: light-dark(#991b1b, #fca5a5); }
.answer[data-state="good"] { color: light-dark(#14532d, #86efac); }
.issued input { font-family: ui-monospace, monospace; }
dialog { max-width: 24rem; border: 1px solid var(--edge); border-radius: 0.5rem; padding: 1rem 1.25rem; background: Canvas; color: CanvasText; }
dialog::backdrop { background: rgb(0 0 0 / 0.5); }
dialog h2 { margin-top: 0; }
.drop { border: 2px dashed var(--edge); border-radius: 0.5rem; padding: 2rem; text-align: center; cursor: pointer; }
.drop.over { background: color-mix(in srgb, CanvasText 10%, Canvas); }
.drop input { display: block; margin: 1rem auto 0; max-width: 100%; font: inherit; }
.note { font-size: 0.9rem; color: var(--soft); }
.verdict { font-weight: 600; padding: 0.5rem 0.75rem; border-left: 0.4rem solid currentColor; margin: 0; }
.verdict[data-state="good"] { color: light-dark(#14532d, #86efac); }
.verdict[data-state="bad"] { color: light-dark(#991b1b, #fca5a5); }
.verdict[data-state="open"] { color: light-dark(#713f12, #fde047); }
#steps { list-style: none; padding: 0; }
#steps li { display: grid; grid-template-columns: 1.2em 1fr; margin-bottom: 0.4rem; overflow-wrap: anywhere; }
.rows { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: 0.25rem 1rem; margin: 0.5rem 0; }
.rows dt { color: var(--soft); overflow-wrap: anywhere; }
.rows dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 32rem) { .rows { grid-template-columns: 1fr; gap: 0; } .rows dd { margin-bottom: 0.5rem; } }
summary { cursor: pointer; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid var(--line); padding: 0.75rem; border-radius: 0.25rem; }
`;
