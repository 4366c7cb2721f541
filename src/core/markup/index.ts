/** Markup: a tree of elements, the only escaper of text and attributes, and the printer. All charts and pages are made of it. */
export { type MarkupDocument, printDocument } from './document.js';
export { attributeNumber, DECIMALS, element, type MarkupContent, type MarkupElement } from './element.js';
export { escapeMarkdownText } from './markdown.js';
export { attributesOf, type PrintedAttribute, printMarkup } from './print.js';
export { cleanLines, cleanText, escapeLines, escapeText, nameInText, namesInText, turnsDirection } from './text.js';
