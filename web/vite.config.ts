import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'

const service = 'http://localhost:8000'

export default defineConfig({
  plugins: [react()],
  // The client is built into the pages from its sources.
  resolve: { conditions: ['kalosphere-source', ...defaultClientConditions] },
  build: {
    assetsDir: 'assets',
    // A picture or script in the text of another would need a policy that lets it run.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    target: 'es2023',
  },
  // `npx vite web` beside a running service, for whoever works on the pages.
  server: { proxy: { '/api': service, '/ws': { target: service, ws: true } } },
})
