module sort-oracle

go 1.26
