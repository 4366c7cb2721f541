export { type Alike, type AlikeOptions, alike, type UnlikePerson } from './alike.js';
export {
  type CausalEffect,
  type Counterfactual,
  type CounterfactualOptions,
  counterfactual,
} from './counterfactual.js';
export { type LocalProxies, type LocalProxy, type LocalProxyOptions, localProxies } from './local-proxies.js';
export { type ChangedWords, type MarkedWords, type MarkedWordsOptions, markedWords } from './marked-words.js';
export type { CausalGraph } from './structure.js';
