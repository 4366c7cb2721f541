/** Notices to the people decided about: the routes of those who send them, and the pages of the people. */
export { noticeAccess } from './access.js';
export { noticesConfiguration } from './configuration/index.js';
export { type NoticePartDeps, noticePart, noticePartRoutes } from './part.js';
