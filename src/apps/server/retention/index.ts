import { retentionCommands } from '../../cli/commands/admin/index.js';
import { defineRoom } from '../../rooms/define/index.js';

export const retention = defineRoom({
  name: 'retention',
  title: 'How long decisions are kept',
  commands: retentionCommands,
  load: async () => (await import('./room.js')).retentionParts,
});
