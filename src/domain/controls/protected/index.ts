export { type AttributeProposal, PROTECTION, proposeAttributes } from './protected.js';
