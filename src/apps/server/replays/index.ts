import { replayCommands } from '../../cli/commands/replay/index.js';
import { defineRoom } from '../../rooms/define/index.js';

export const replays = defineRoom({
  name: 'replays',
  title: 'Decisions run again',
  commands: replayCommands,
  load: async () => (await import('./room.js')).replaysParts,
});
