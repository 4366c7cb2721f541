export { type Engine, type EngineOptions, withEngine } from './engine.js';
