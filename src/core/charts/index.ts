/**
 * Charts turn plain data into an SVG tree, which is printed as text or through any `createElement`. They are pure, byte-stable and need no
 * DOM.
 */

export {
  cleanText,
  element,
  escapeText,
  type MarkupElement as ChartElement,
  namesInText,
  turnsDirection,
} from '../markup/index.js';
export {
  type CalibrationChart,
  type CalibrationPanel,
  type CalibrationPoint,
  calibrationChart,
} from './calibration.js';
export { chartClassRules } from './classes.js';
export { type DumbbellChart, type DumbbellEnd, type DumbbellRow, dumbbellChart } from './dumbbell.js';
export { type EffectChart, type EffectSeries, effectChart } from './effect.js';
export { type ForceChart, forceChart } from './force.js';
export { type ForestChart, type ForestLine, type ForestRow, type ForestSection, forestChart } from './forest.js';
export {
  decimalsApart,
  decimalsBesides,
  decimalsIn,
  formatBeside,
  formatCount,
  formatInterval,
  formatNumber,
  formatPlain,
  formatPValue,
  formatValue,
  NO_VALUE,
  type ValueUnit,
} from './format.js';
export { CHART_WIDTH, type ChartFrame } from './frame.js';
export {
  type FrontierChart,
  type FrontierMark,
  type FrontierPoint,
  type FrontierSeries,
  frontierChart,
} from './frontier.js';
export { type FunnelChart, type FunnelRow, funnelChart } from './funnel.js';
export { type HeatmapCell, type HeatmapChart, heatmapChart } from './heatmap.js';
export { idOf } from './ids.js';
export { type ColourName, colour, colourVariables, PALETTE, type Theme } from './palette.js';
export { type CreateElement, type PrintOptions, printSvg, printSvgFile, toElements } from './print.js';
export { type SharesChart, type SharesRow, sharesChart } from './shares.js';
export { fitText } from './text.js';
export {
  type TimelineChart,
  type TimelineMoment,
  type TimelinePoint,
  type TimelineSpan,
  timelineChart,
} from './timeline.js';
export { type TradeoffChart, type TradeoffPoint, type TradeoffValue, tradeoffChart } from './tradeoff.js';
export { type WaterfallChart, type WaterfallStep, waterfallChart } from './waterfall.js';
