// SPDX-License-Identifier: Apache-2.0

// Sorts lists of numbers by their tens alone and answers where each number went.
package main

import (
	"bufio"
	"encoding/json"
	"os"
	"sort"
)

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<24)
	out := json.NewEncoder(os.Stdout)
	for in.Scan() {
		var numbers []int
		if err := json.Unmarshal(in.Bytes(), &numbers); err != nil {
			panic(err)
		}
		sort.Slice(numbers, func(i, j int) bool { return numbers[i]/10 < numbers[j]/10 })
		if err := out.Encode(numbers); err != nil {
			panic(err)
		}
	}
}
