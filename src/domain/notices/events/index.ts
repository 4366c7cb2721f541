export { linkMade, noticed, noticeEvents, noticeOpened } from './notice-events.js';
