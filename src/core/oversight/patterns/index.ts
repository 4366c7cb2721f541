export { DEFAULT_PATTERN, type OverturnPattern, overturnPatterns, type PatternRule } from './overturn-patterns.js';
