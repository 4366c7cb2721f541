export {
  defineParts,
  defineRoom,
  type OpenRoom,
  type Room,
  type RoomContext,
  type RoomParts,
} from './define-room.js';
export { type MadeServices, makeServices, type ServiceContext } from './make-services.js';
