import { artifactCommands } from '../../cli/commands/artifact/index.js';
import { defineRoom } from '../../rooms/define/index.js';

export const artifacts = defineRoom({
  name: 'artifacts',
  title: 'Bytes of models',
  commands: artifactCommands,
  load: async () => (await import('./room.js')).artifactsParts,
});
