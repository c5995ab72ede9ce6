import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** The brand: one violet blue, far from the colours of states. Shade 6 carries white text at 5.6:1. */
const iris: MantineColorsTuple = [
  '#f1f1fe',
  '#e3e3fb',
  '#c7c6f6',
  '#a8a6f0',
  '#8985e8',
  '#6d69de',
  '#5650d2',
  '#4741b4',
  '#383390',
  '#2a276b',
];

/** Greys of the dark theme, a little blue; 7 is the surface that text stands on. */
const dark: MantineColorsTuple = [
  '#e6e8ee',
  '#c3c8d3',
  '#9aa1b1',
  '#6f7787',
  '#3b4250',
  '#2a303c',
  '#1e232c',
  '#151920',
  '#0f1217',
  '#0a0c10',
];

/** What Mantine's parts look like here. Everything that is ours uses the `--kt-` variables of `tokens.css`. */
export const theme = createTheme({
  colors: { iris, dark },
  primaryColor: 'iris',
  primaryShade: 6,
  fontFamily: 'var(--kt-font)',
  fontFamilyMonospace: 'var(--kt-font-mono)',
  headings: { fontFamily: 'var(--kt-font)', fontWeight: '620' },
  defaultRadius: 'md',
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Modal: {
      defaultProps: { overlayProps: { backgroundOpacity: 0.45 }, transitionProps: { duration: 120 } },
    },
  },
});

/** Mantine's own surfaces in our colours, which know both themes by themselves. */
const SURFACES = {
  '--mantine-color-body': 'var(--kt-surface)',
  '--mantine-color-text': 'var(--kt-text)',
  '--mantine-color-dimmed': 'var(--kt-text-muted)',
  '--mantine-color-default-border': 'var(--kt-line-control)',
  '--mantine-color-placeholder': 'var(--kt-text-muted)',
  '--mantine-color-error': 'var(--kt-bad)',
  '--mantine-color-anchor': 'var(--kt-link)',
  '--mantine-color-iris-light': 'var(--kt-brand-soft)',
  '--mantine-color-iris-light-hover': 'var(--kt-brand-soft-hover)',
  '--mantine-color-iris-light-color': 'var(--kt-link)',
} as const;

/** Where Mantine takes them from. */
export const resolveCssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: SURFACES,
  dark: SURFACES,
});
