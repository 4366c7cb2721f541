// Reads a log that Tribune wrote with the libraries behind the Go checksum database, which know nothing of Tribune.
//
//	node bench/ledger/make-log.mjs DIR --entries 70000 && (cd bench/peers/go-sumdb && go run . DIR)
//
// DIR may also be a copy of the folder ledger/main of a service, with its keys in log.vkey (one a line) and witness.vkey.
package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// tileHeight is the height of C2SP tiles; Go writes it into its paths, C2SP leaves it out.
const tileHeight = 8

type folder struct{ dir string }

func (folder) Height() int                         { return tileHeight }
func (folder) SaveTiles(_ []tlog.Tile, _ [][]byte) {}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, tile := range tiles {
		path := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight), "tile/", 1)
		bytes, err := os.ReadFile(filepath.Join(f.dir, path))
		if err != nil {
			return nil, err
		}
		data[i] = bytes
	}
	return data, nil
}

// cosigner verifies C2SP cosignature/v1, which x/mod does not know, so the key is read by hand.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.hash }
func (c cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	signed := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(sig), msg)
	return ed25519.Verify(c.key, []byte(signed), sig[8:])
}

func parseCosigner(vkey string) cosigner {
	parts := strings.SplitN(vkey, "+", 3)
	hash, err := strconv.ParseUint(parts[1], 16, 32)
	check(err, "witness key")
	key, err := base64.StdEncoding.DecodeString(parts[2])
	check(err, "witness key")
	if key[0] != 4 {
		check(fmt.Errorf("type %d", key[0]), "witness key")
	}
	return cosigner{parts[0], uint32(hash), key[1:]}
}

func check(err error, what string) {
	if err != nil {
		fmt.Printf("FAILED %s: %v\n", what, err)
		os.Exit(1)
	}
}

func text(path string) string {
	data, err := os.ReadFile(path)
	check(err, path)
	return string(data)
}

func parseTree(text string) tlog.Tree {
	lines := strings.Split(text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err, "size")
	hash, err := tlog.ParseHash(lines[2])
	check(err, "root")
	return tlog.Tree{N: size, Hash: hash}
}

func open(signed string, verifiers note.Verifiers) tlog.Tree {
	opened, err := note.Open([]byte(signed), verifiers)
	check(err, "signed note")
	// The log with one key or, while it changes its key, with two; and the witness.
	if len(opened.Sigs) < 2 || len(opened.UnverifiedSigs) != 0 {
		check(fmt.Errorf("%d verified, %d not", len(opened.Sigs), len(opened.UnverifiedSigs)), "signatures of log and witness")
	}
	return parseTree(opened.Text)
}

// checkReceipt reads a C2SP tlog-proof by hand and lets x/mod verify it.
func checkReceipt(path string, verifiers note.Verifiers) {
	receipt := text(path)
	head, checkpoint, _ := strings.Cut(receipt, "\n\n")
	lines := strings.Split(head, "\n")
	leaf, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	check(err, path)
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	check(err, path)
	var proof tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		check(err, path)
		proof = append(proof, hash)
	}
	tree := open(checkpoint, verifiers)
	check(tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(leaf)), path)
}

func entriesOf(dir string, bundle, width int64) [][]byte {
	tile := tlog.Tile{H: tileHeight, L: 0, N: bundle, W: int(width)}
	path := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/0/", tileHeight), "tile/entries/", 1)
	data := []byte(text(filepath.Join(dir, path)))
	var entries [][]byte
	for len(data) > 0 {
		end := 2 + int(binary.BigEndian.Uint16(data))
		entries = append(entries, data[2:end])
		data = data[end:]
	}
	return entries
}

func main() {
	dir := os.Args[1]
	list := []note.Verifier{parseCosigner(strings.TrimSpace(text(filepath.Join(dir, "witness.vkey"))))}
	for _, vkey := range strings.Fields(text(filepath.Join(dir, "log.vkey"))) {
		verifier, err := note.NewVerifier(vkey)
		check(err, "log key")
		list = append(list, verifier)
	}
	verifiers := note.VerifierList(list...)

	tree := open(text(filepath.Join(dir, "checkpoint")), verifiers)
	fmt.Printf("checkpoint of %d entries: signatures of log and witness verify (sumdb/note)\n", tree.N)

	reader := tlog.TileHashReader(tree, folder{dir})
	for bundle := int64(0); bundle*256 < tree.N; bundle++ {
		width := min(256, tree.N-bundle*256)
		entries := entriesOf(dir, bundle, width)
		indexes := make([]int64, len(entries))
		for i := range entries {
			indexes[i] = tlog.StoredHashIndex(0, bundle*256+int64(i))
		}
		hashes, err := reader.ReadHashes(indexes)
		check(err, "tiles")
		for i, entry := range entries {
			hash := tlog.RecordHash(entry)
			if !bytes.Equal(hash[:], hashes[i][:]) {
				check(fmt.Errorf("entry %d", bundle*256+int64(i)), "leaf hash")
			}
		}
	}
	fmt.Printf("all %d entries hash to leaves of tiles that TileHashReader accepts (sumdb/tlog)\n", tree.N)

	for _, old := range []int64{1, 255, 256, 257, 65536, tree.N - 1} {
		if old < 1 || old > tree.N {
			continue
		}
		proof, err := tlog.ProveTree(tree.N, old, reader)
		check(err, "ProveTree")
		root, err := tlog.TreeHash(old, reader)
		check(err, "TreeHash")
		check(tlog.CheckTree(proof, tree.N, tree.Hash, old, root), "CheckTree")
	}
	fmt.Println("consistency proofs from older sizes verify")

	receipts, err := filepath.Glob(filepath.Join(dir, "receipts", "*.tlog-proof"))
	check(err, "receipts")
	for _, path := range receipts {
		checkReceipt(path, verifiers)
	}
	fmt.Printf("%d receipts verify (sumdb/note and tlog.CheckRecord)\n", len(receipts))
}
