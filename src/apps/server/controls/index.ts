import { controlCommands } from '../../cli/commands/controls/index.js';
import { importCommands } from '../../cli/commands/imports/index.js';
import { defineRoom } from '../../rooms/define/index.js';

export const controls = defineRoom({
  name: 'controls',
  title: 'Law and standards as dated data',
  commands: [...controlCommands, ...importCommands],
  load: async () => (await import('./room.js')).controlParts,
});
