import type { Cleaned } from './refusal.js';

/** Control characters, but tabs, line breaks and page breaks: no text that a person writes has others, and every program and archive does. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is those that are looked for
const CONTROLS = /[\u0000-\u0008\u000b\u000e-\u001f\u007f-\u009f]/;

/** Beginnings of what is written in letters and means more than them: markup (HTML, SVG, XML), rich text, scripts, PostScript. */
const MEANS_MORE = /^(?:<|\{\\rtf|#!|%!)/i;

/** Plain text in UTF-8. */
export function cleanText(bytes: Uint8Array): Cleaned {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { refusal: 'kind' };
  }
  if (CONTROLS.test(text) || MEANS_MORE.test(text.trimStart())) return { refusal: 'kind' };
  return text.trim() === '' ? { refusal: 'empty' } : { kind: 'text/plain', bytes };
}
