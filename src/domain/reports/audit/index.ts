/** What an audit becomes. A door of its own: an audit of files needs none of the documents about people, whose rooms take longer to load. */
export { renderJUnit, renderSarif } from '../../wording/formats/index.js';
export { renderHtml } from './html.js';
export { escapeMarkdown, renderMarkdown } from './markdown.js';
