/** Effects of inputs over many people, and comparisons of two versions. */
export {
  type ComparedDecision,
  type ComparedVersions,
  compareContexts,
} from './compare.js';
export { compareJson } from './compare-document.js';
export { type EffectsCaution, type EffectsRun, effectsOf } from './describe.js';
export { effectsJson, featureOf } from './effects-document.js';
