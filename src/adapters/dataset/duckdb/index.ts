export { Appender } from './appender.js';
