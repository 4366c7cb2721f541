import type { CommandEntry } from '../../frame/api.js';

const from = async () => import('./import-card.js');

/** Commands that take cards of models of other programs. */
export const importCommands: readonly CommandEntry[] = [
  { name: 'import mlflow', load: async () => (await from()).importMlflowCommand },
  { name: 'import huggingface', load: async () => (await from()).importHuggingFaceCommand },
  { name: 'import cyclonedx', load: async () => (await from()).importCycloneDxCommand },
];
