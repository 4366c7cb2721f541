export { ownPacksSetting } from './own-packs.js';
