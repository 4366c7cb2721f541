import { cleanText } from './text.js';

/** U+2060 WORD JOINER, which is invisible and keeps `@name` from notifying and `#1` from linking. */
const JOINER = '\u2060';

/** Text that no Markdown or HTML of a platform interprets: no markup, no mention, no link, no line break. */
export const escapeMarkdownText = (text: string): string =>
  cleanText(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/([\\`*_[\]|~$])/g, '\\$1')
    .replace(/([@#])/g, `$1${JOINER}`)
    .replace(/:\/\//g, `:${JOINER}//`)
    .replace(/www\./gi, (found) => `${found.slice(0, 3)}${JOINER}.`);
