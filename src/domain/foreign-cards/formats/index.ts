/** A reader for each format. */
export { cycloneDxCard } from './cyclonedx.js';
export { splitCard } from './front-matter.js';
export { huggingFaceCard } from './hugging-face.js';
export { mlflowCard } from './mlflow.js';
