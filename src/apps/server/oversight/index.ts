import { defineRoom } from '../../rooms/define/index.js';

export const oversight = defineRoom({
  name: 'oversight',
  title: 'Human review and appeals',
  load: async () => (await import('./room.js')).oversightParts,
});
