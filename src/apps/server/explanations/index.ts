import { explainCommands } from '../../cli/commands/explain/index.js';
import { modelCommands } from '../../cli/commands/model/index.js';
import { defineRoom } from '../../rooms/define/index.js';

export const explanations = defineRoom({
  name: 'explanations',
  title: 'Explanations and models',
  commands: [...explainCommands, ...modelCommands],
  load: async () => (await import('./room.js')).explanationsParts,
});
