package desk

import (
	"embed"

	"motcua/internal/chart"
	"motcua/internal/pages"
	"motcua/internal/sheet"
)

//go:embed assets
var assetFiles embed.FS

func loadAssets() (*pages.Assets, error) {
	return pages.Load(assetFiles, "/desk/assets/", chart.Sheet, sheet.Style)
}
