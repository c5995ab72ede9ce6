export interface BrandMarkProps {
  readonly size: number;
}

/** The key of Keyturn, as in the favicon. */
export function BrandMark({ size }: BrandMarkProps) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden focusable="false">
      <rect width="32" height="32" rx="8" fill="#544fd0" />
      <circle cx="12.5" cy="12.5" r="5" fill="none" stroke="#fff" strokeWidth="3" />
      <path
        d="M16.2 16.2 24 24m-4.2-4.2 3-3"
        fill="none"
        stroke="#fff"
        strokeWidth="3"
        strokeLinecap="round"
      />
    </svg>
  );
}
