import { canaryCommands } from '../../cli/commands/canary/index.js';
import { stopCommands } from '../../cli/commands/stop/index.js';
import { defineRoom } from '../../rooms/define/index.js';

export const stops = defineRoom({
  name: 'stops',
  title: 'The stop switch',
  commands: [...stopCommands, ...canaryCommands],
  load: async () => (await import('./room.js')).stopParts,
});
