export { type Forecast, forecastOf } from './forecast.js';
export type { RatePerDay } from './per-day.js';
