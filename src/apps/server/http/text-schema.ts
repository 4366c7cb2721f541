export { someText, textUpTo } from '../../../domain/settings/index.js';
