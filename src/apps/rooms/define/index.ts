export { defineRoom, type Room, type RoomParts } from './define-room.js';
