export { templatedKinds } from './templated.js';
