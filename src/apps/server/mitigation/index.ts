import { mitigationCommands } from '../../cli/commands/mitigation/index.js';
import { defineRoom } from '../../rooms/define/index.js';

export const mitigation = defineRoom({
  name: 'mitigation',
  title: 'Mitigation of gaps between groups',
  commands: mitigationCommands,
  load: async () => (await import('./room.js')).mitigationParts,
});
