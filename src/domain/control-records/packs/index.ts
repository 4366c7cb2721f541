export { type OwnPacks, ownPacksSetting } from './own-packs.js';
