/** One style sheet for the two pages; colours reach 4.5:1 on their ground in both schemes (WCAG 2.2, 1.4.3). */
export const PAGE_STYLE = `:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0; background: Canvas; color: CanvasText; }
main { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; }
h2 { font-size: 1.1rem; margin-bottom: 0.25rem; }
label { display: block; font-weight: 600; }
input[type="text"], input[type="password"], #name { width: 100%; box-sizing: border-box; padding: 0.5rem; font: inherit; }
button { padding: 0.5rem 1rem; font: inherit; }
.drop { border: 2px dashed currentColor; border-radius: 0.5rem; padding: 2rem; text-align: center; cursor: pointer; }
.drop.over { background: color-mix(in srgb, CanvasText 10%, Canvas); }
.drop input { display: block; margin: 1rem auto 0; }
.note { font-size: 0.9rem; }
.verdict { font-weight: 600; padding: 0.5rem 0.75rem; border-left: 0.4rem solid currentColor; margin: 0; }
.verdict[data-state="good"] { color: light-dark(#14532d, #86efac); }
.verdict[data-state="bad"] { color: light-dark(#991b1b, #fca5a5); }
.verdict[data-state="open"] { color: light-dark(#713f12, #fde047); }
#steps li { margin-bottom: 0.4rem; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid; padding: 0.75rem; border-radius: 0.25rem; }
`;
