/**
 * The whole look of the small pages: one card in the middle, the reader's own system font, light or dark as the reader
 * has it. Every pair of text and ground has a contrast of at least 4.5 to 1 (WCAG 1.4.3); a test counts it.
 */
export const pagesCss = `:root {
  color-scheme: light dark;
  --ground: #f3f4f7;
  --card: #ffffff;
  --line: #d9dce3;
  --ink: #1b1f2a;
  --quiet: #5a6272;
  --accent: #3451b2;
  --on-accent: #ffffff;
  --accent-deep: #263f92;
  --fault: #a61b2b;
  --fault-ground: #fdf0f1;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #101319;
    --card: #191d26;
    --line: #343a48;
    --ink: #e9ebf1;
    --quiet: #a3abbb;
    --accent: #9db2ff;
    --on-accent: #101a3d;
    --accent-deep: #b9c8ff;
    --fault: #ff9aa5;
    --fault-ground: #331a20;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0;
  min-height: 100vh;
  min-height: 100svh;
  display: grid;
  place-items: center;
  padding: 1.5rem 1rem;
  background: var(--ground);
  color: var(--ink);
  font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
main {
  width: 100%;
  max-width: 27rem;
  padding: 2.25rem 2rem 2.5rem;
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 1rem;
  box-shadow: 0 1px 2px rgb(0 0 0 / .04), 0 12px 32px rgb(0 0 0 / .06);
  overflow-wrap: anywhere;
}
.brand { margin: 0 0 1.5rem; color: var(--quiet); font-size: .875rem; font-weight: 600; letter-spacing: .04em; }
h1 { margin: 0 0 .75rem; font-size: 1.5rem; line-height: 1.25; font-weight: 650; letter-spacing: -.015em; text-wrap: balance; }
p { margin: 0 0 1rem; text-wrap: pretty; }
a { color: var(--accent); font-weight: 600; }
form { margin: 1.5rem 0 0; }
main > :last-child { margin-bottom: 0; }
.hint { margin: 1rem 0 0; color: var(--quiet); font-size: .875rem; }
.field { margin: 0 0 1.25rem; }
.field .hint { margin: 0 0 .375rem; }
label { display: block; margin: 0 0 .25rem; font-weight: 600; font-size: .9375rem; }
input {
  width: 100%;
  min-height: 2.875rem;
  padding: .5rem .75rem;
  color: inherit;
  background: var(--card);
  border: 1px solid var(--quiet);
  border-radius: .5rem;
  font: inherit;
}
input[aria-invalid="true"] { border-color: var(--fault); }
.faults p { margin: 0 0 .375rem; color: var(--fault); font-size: .875rem; }
.alert { margin: 0 0 1rem; padding: .75rem 1rem; color: var(--fault); background: var(--fault-ground); border-radius: .5rem; }
.alert p { margin: 0; }
button {
  width: 100%;
  min-height: 3rem;
  padding: .625rem 1.25rem;
  color: var(--on-accent);
  background: var(--accent);
  border: 1px solid transparent;
  border-radius: .5rem;
  font: inherit;
  font-weight: 600;
  cursor: pointer;
}
button:hover { background: var(--accent-deep); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
input:focus-visible { outline-offset: 1px; }
@media (max-width: 30rem) {
  body { place-items: start center; padding: 0; background: var(--card); }
  main { padding: 1.75rem 1.25rem; border: 0; border-radius: 0; box-shadow: none; }
}
`
