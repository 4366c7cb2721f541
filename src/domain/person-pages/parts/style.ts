/**
 * The style sheet of all pages of a person. Sides are those of the direction of writing, so that pages written from the right are laid out from the
 * right. Colours reach 4.5:1 on their ground in both schemes (WCAG 2.2, 1.4.3), fields and buttons 3:1 (1.4.11), and what is touched is 44 pixels high.
 */
export const PERSON_STYLE = `:root {
  color-scheme: light dark; font: 1.0625rem/1.6 system-ui, sans-serif;
  --line: light-dark(#d4d4d8, #3f3f46); --edge: light-dark(#71717a, #a1a1aa); --soft: light-dark(#52525b, #a1a1aa);
  --accent: light-dark(#1d4ed8, #93c5fd); --on-accent: light-dark(#ffffff, #0b1220); --bad: light-dark(#991b1b, #fca5a5);
}
* { box-sizing: border-box; }
body { margin: 0; background: Canvas; color: CanvasText; overflow-wrap: anywhere; }
header, main, footer { max-width: 40rem; margin-inline: auto; padding-inline: 1rem; }
main { padding-block: 0.5rem 2rem; }
footer { border-block-start: 1px solid var(--line); padding-block: 1rem; }
h1 { font-size: 1.6rem; line-height: 1.25; }
h2 { font-size: 1.2rem; margin-block: 2rem 0.5rem; }
a { color: var(--accent); }
nav ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0 1.25rem; }
nav a, nav span { display: inline-flex; align-items: center; min-height: 44px; }
nav [aria-current] { font-weight: 700; color: inherit; }
.menu { border-block-end: 1px solid var(--line); }
.skip { position: absolute; inset-inline-start: 0; inset-block-start: -10rem; padding: 0.75rem 1rem; background: Canvas; }
.skip:focus { inset-block-start: 0; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
label, legend { display: block; font-weight: 600; margin-block-start: 1.25rem; }
.hint { color: var(--soft); margin-block: 0.1rem 0.35rem; font-weight: 400; }
input:not([type="hidden"]), textarea, select {
  width: 100%; padding: 0.6rem; font: inherit; color: inherit; background: Canvas; border: 1px solid var(--edge); border-radius: 0.375rem; min-height: 44px;
}
fieldset { border: 0; margin: 0; padding: 0; }
label.choice { display: flex; align-items: center; gap: 0.75rem; min-height: 44px; margin-block-start: 0; font-weight: 400; }
label.choice input[type="checkbox"] { width: 1.35rem; min-height: 1.35rem; flex: none; }
textarea { min-height: 12rem; resize: vertical; }
input:not([type="hidden"])[aria-invalid="true"], textarea[aria-invalid="true"] { border: 2px solid var(--bad); }
button, a.button {
  display: inline-block; padding: 0.6rem 1.1rem; min-height: 44px; font: inherit; font-weight: 600; border-radius: 0.375rem; cursor: pointer;
  text-decoration: none; color: inherit; background: transparent; border: 1px solid var(--edge); margin-block: 0.5rem; margin-inline-end: 0.5rem;
}
button.main, a.button.main { background: var(--accent); color: var(--on-accent); border-color: var(--accent); }
button:hover, a.button:hover { border-color: currentColor; }
.lead { font-size: 1.2rem; font-weight: 600; border-inline-start: 0.3rem solid var(--accent); padding-inline-start: 0.8rem; }
.warning { border-inline-start: 0.3rem solid var(--bad); padding-inline-start: 0.8rem; }
.code { font: 700 1.3rem/1.5 ui-monospace, monospace; border: 2px solid var(--edge); border-radius: 0.375rem; padding: 0.75rem; text-align: center; }
dl { margin: 0.5rem 0; }
dt { color: var(--soft); }
dd { margin: 0 0 0.6rem; font-weight: 600; }
.said { white-space: pre-wrap; border-inline-start: 0.2rem solid var(--line); padding-inline-start: 0.8rem; margin-inline: 0; }
@media print {
  nav, .skip, form, footer form, .screen { display: none; }
  body { font-size: 11pt; }
  h2, dt { break-after: avoid; }
}
`;
