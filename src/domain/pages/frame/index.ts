/** The one frame of every page that people read, and what makes its body accessible. */
export { pageFrame } from './frame.js';
export { type PageSection, sectionedBody, sectionMarkup } from './sections.js';
export { baseStyle, FONT, MONOSPACE } from './style.js';
